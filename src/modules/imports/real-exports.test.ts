import iconv from 'iconv-lite'
import { expect, test } from 'vitest'
import { type FoundInExport, openShop, tryExport } from './testing.ts'

const shop = await openShop({ project: false })

const exports: [name: string, content: string | Buffer, found: FoundInExport][] = [
  [
    'WooCommerce with guests of the number 0',
    `order_id,date,status,order_total,order_currency,customer_id,billing_email,item_name,item_quantity,item_total
101,2024-03-01 09:15:00,wc-completed,32.50,EUR,0,a@x.hu,Tea,1,12.50
101,2024-03-01 09:15:00,wc-completed,32.50,EUR,0,a@x.hu,Cake,2,20.00
102,2024-03-14 10:00:00,wc-processing,9.90,EUR,0,b@x.hu,Tea,1,9.90
103,2024-04-02 11:00:00,wc-cancelled,5.00,EUR,7,c@x.hu,Tea,1,5.00
104,2024-04-03 11:00:00,wc-checkout-draft,5.00,EUR,7,c@x.hu,Tea,1,5.00
105,2024-04-20 12:00:00,wc-completed,7.60,EUR,7,c@x.hu,Tea,1,7.60
`,
    {
      orders: 3,
      customers: 3,
      revenue: 5000,
      days: ['2024-03-01', '2024-04-20'],
      currency: 'EUR',
      skipped: { not_ordered: 1 },
    },
  ],
  [
    'Etsy',
    `Sale Date,Order ID,Buyer User ID,Full Name,Number of Items,Payment Method,Date Shipped,Ship City,Ship Country,Currency,Order Value,Coupon Code,Discount Amount,Shipping,Sales Tax,Order Total,Status,Order Net,Buyer,Order Type
12/28/23,3001,ann1,Ann Lee,1,Credit Card,12/29/23,Austin,United States,USD,20.00,,0.00,4.50,0,24.50,,22.00,Ann Lee (ann1),online
01/05/24,3002,bob1,Bob Ray,2,Credit Card,01/07/24,Boston,United States,USD,30.00,,0.00,0.00,0,30.00,,27.00,Bob Ray (bob1),online
01/25/24,3003,ann1,Ann Lee,1,Credit Card,,Austin,United States,USD,10.00,,0.00,0.00,0,10.00,,9.00,Ann Lee (ann1),online
`,
    { orders: 3, customers: 2, revenue: 6450, days: ['2023-12-28', '2024-01-25'], currency: 'USD' },
  ],
  [
    'eBay',
    `Sales Record Number,Order Number,Buyer Username,Buyer Name,Item Title,Quantity,Sold For,Shipping And Handling,Total Price,Sale Date
1,11-1,ann1,Ann Lee,Lamp,1,$20.00,$5.00,$25.00,Jan-05-24
2,11-2,bob1,Bob Ray,Vase,1,$10.00,$0.00,$10.00,Jan-25-24
3,11-3,ann1,Ann Lee,Vase,1,"$1,010.00",$0.00,"$1,010.00",Feb-01-24
`,
    { orders: 3, customers: 2, revenue: 104_500, days: ['2024-01-05', '2024-02-01'], currency: 'USD' },
  ],
  [
    'Amazon',
    `amazon-order-id\tpurchase-date\torder-status\tsku\tquantity\tcurrency\titem-price\tbuyer-email
111-1\t2024-01-05T10:15:30+00:00\tShipped\tA\t1\tGBP\t12.50\ta@m.amazon.co.uk
111-1\t2024-01-05T10:15:30+00:00\tShipped\tB\t1\tGBP\t7.50\ta@m.amazon.co.uk
111-2\t2024-01-26T23:59:00+00:00\tCancelled\tA\t1\tGBP\t12.50\tb@m.amazon.co.uk
111-3\t2024-02-02T08:00:00+00:00\tShipped\tA\t1\tGBP\t12.50\ta@m.amazon.co.uk
`,
    { orders: 2, customers: 1, revenue: 3250, days: ['2024-01-05', '2024-02-02'], currency: 'GBP' },
  ],
  [
    'PrestaShop',
    `"ID";"Reference";"New client";"Delivery";"Customer";"Total";"Payment";"Status";"Date"
"5";"KHWLILZLL";"1";"France";"J. DOE";"€20.90";"Bank wire";"Awaiting bank wire payment";"2024-01-26 10:00:00"
"4";"FFATNOMMJ";"0";"France";"M. MOI";"€14.90";"Payment by check";"Canceled";"2024-01-20 10:00:00"
"3";"UOYEVOLI";"0";"France";"J. DOE";"€1,014.90";"Payment by check";"Delivered";"2024-01-05 10:00:00"
`,
    { orders: 2, customers: 1, revenue: 103_580, days: ['2024-01-05', '2024-01-26'], currency: 'EUR' },
  ],
  [
    'the till of a salon, from Excel in Hungarian, with a title and a sum',
    iconv.encode(
      `Napi bevétel 2024;;;;
;;;;
Dátum;Vendég neve;Szolgáltatás;Összeg;Fizetés módja
2024. 01. 05. 9:30;Kovács Ágnes;Hajvágás;6 500 Ft;kártya
2024. 01. 25. 10:00;Szűcs Őrs;Festés;18 900 Ft;készpénz
2024. 02. 06. 9:30;Kovács Ágnes;Hajvágás;6 500 Ft;kártya
Összesen;;;31 900 Ft;
`.replaceAll('\n', '\r\n'),
      'windows-1250',
    ),
    { orders: 3, customers: 2, revenue: 3_190_000, days: ['2024-01-05', '2024-02-06'], currency: 'HUF', errors: 1 },
  ],
  [
    '1C in Windows letters',
    iconv.encode(
      `Дата;Номер;Контрагент;Вид операции;Сумма документа;Валюта
05.01.2024 10:15:00;УТ-001;ООО «Ромашка»;Реализация;12 500,50;руб.
25.01.2024 0:00:00;УТ-002;Розничный покупатель;Реализация;300,00;руб.
26.01.2024 18:40:11;УТ-003;Иванов И. И.;Реализация;1 000,00;RUR
28.01.2024 18:40:11;УТ-004;Иванов И. И.;Возврат от клиента;1 000,00;руб.
`,
      'windows-1251',
    ),
    {
      orders: 2,
      refunds: 1,
      customers: 2,
      revenue: 1_350_050,
      days: ['2024-01-05', '2024-01-26'],
      currency: 'RUB',
      skipped: { no_customer: 1 },
    },
  ],
  [
    'a Persian shop: Jalali days after the time, tomans, a keyboard of Arabic letters',
    `شماره سفارش,نام مشتري,شماره موبایل,تاریخ ثبت,مبلغ کل,وضعیت
۱۰۰۱,مریم رضایی,۰۹۱۲۱۲۳۴۵۶۷,۱۴۰۲/۱۰/۱۵ - ۱۰:۳۰,"۱٬۲۵۰٬۰۰۰ تومان",تکمیل شده
۱۰۰۲,رضا کاظمی,۰۹۱۲۷۶۵۴۳۲۱,۱۴۰۲/۱۱/۰۵ - ۲۳:۵۹,"۹۰٬۰۰۰ تومان",تکمیل شده
۱۰۰۳,مریم رضایی,09121234567,۱۴۰۲/۱۱/۳۰ - ۰۸:۰۰,"۱۰۰٬۰۰۰ تومان",تکمیل شده
۱۰۰۴,رضا کاظمی,۰۹۱۲۷۶۵۴۳۲۱,۱۴۰۲/۱۲/۰۱ - ۰۸:۰۰,"۵۰٬۰۰۰ تومان",لغو شده
`,
    { orders: 3, customers: 2, revenue: 1_440_000_000, days: ['2024-01-05', '2024-02-19'], currency: 'IRR' },
  ],
  [
    'Allegro',
    `OrderId;OrderDate;BuyerLogin;BuyerEmail;TotalToPayAmount;TotalToPayCurrency
a-1;2024-01-05T10:15:30.123Z;jan1;jan@allegromail.pl;1 234,50;PLN
a-2;2024-01-25T10:15:30.123Z;ewa1;ewa@allegromail.pl;99,00;PLN
`,
    { orders: 2, customers: 2, revenue: 133_350, days: ['2024-01-05', '2024-01-25'], currency: 'PLN' },
  ],
  [
    'Számlázz.hu: proformas and reversed invoices',
    `Számla sorszáma;Bizonylat típusa;Vevő neve;Vevő e-mail;Kelt;Teljesítés;Nettó;ÁFA;Bruttó;Devizanem
D-1;Díjbekérő;Kiss Kft.;k@x.hu;2024.01.02.;2024.01.02.;10000;2700;12700;HUF
E-1;Számla;Kiss Kft.;k@x.hu;2024.01.05.;2024.01.05.;10000;2700;12700;HUF
E-2;Számla;Nagy Bt.;n@x.hu;2024.01.15.;2024.01.15.;1000;270;1270;HUF
E-3;Sztornó számla;Nagy Bt.;n@x.hu;2024.01.16.;2024.01.16.;-1000;-270;-1270;HUF
`,
    {
      orders: 2,
      refunds: 1,
      customers: 2,
      revenue: 1_397_000,
      days: ['2024-01-05', '2024-01-15'],
      currency: 'HUF',
      skipped: { not_ordered: 1 },
    },
  ],
  [
    'seconds since 1970 and cents behind a point',
    `user_id,ts,timestamp,amount
u1,x,1704448800,12.50
u2,x,1706176800,7.5
u1,x,1706436000,1e2
`,
    { orders: 3, customers: 2, revenue: 12_000, days: ['2024-01-05', '2024-01-28'] },
  ],
  [
    'a table of Excel: days counted from 1900, commas, quoted line breaks and a mark of the byte order',
    `\uFEFF"Ügyfélkód";"Dátum";"Megjegyzés";"Bruttó összeg"
"V1";45296;"két
sor; pontosvesszővel";"12,50 €"
"V2";45316,75;"""idézet""";"1.007,50 €"
`,
    { orders: 2, customers: 2, revenue: 102_000, days: ['2024-01-05', '2024-01-25'], currency: 'EUR' },
  ],
  [
    'a data set with what is said of customers and orders beside them',
    `Transaction_ID,Order_Date,Customer_Name,Customer_Segment,Order_Priority,Sales_Channel_ID,Unit_Price,Quantity,Freight_Value
1,2024-01-05,Ann Lee,B2B,High,1,10.00,2,3.00
1,2024-01-05,Ann Lee,B2B,High,1,5.00,1,3.00
2,2024-01-25,Bob Ray,B2B,Low,2,7.00,1,3.00
`,
    { orders: 2, customers: 2, revenue: 3200, days: ['2024-01-05', '2024-01-25'] },
  ],
]

test.each(exports)('%s', async (name, content, expected) => {
  expect(await tryExport(shop, name, content)).toMatchObject({ refunds: 0, errors: 0, skipped: {}, ...expected })
})
