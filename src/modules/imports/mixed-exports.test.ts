import iconv from 'iconv-lite'
import { expect, test } from 'vitest'
import { type FoundInExport, openShop, tryExport } from './testing.ts'

const shop = await openShop({ project: false })

/** Exports in which rows of several kinds stand together, or an order takes several rows. */
const exports: [name: string, content: string | Buffer, found: FoundInExport & { unclear?: string[] }][] = [
  [
    'Lightspeed: a row for the sale, for each thing sold and for the payment',
    `Date,Receipt Number,Line Type,Customer Code,Customer Name,Note,Quantity,Subtotal,Sales Tax,Discount,Loyalty,Total,Paid,Details,Register,User,Status,Sku
2024-01-05 10:15:30,101,Sale,ann-1,Ann Lee,,3,14.00,1.40,0.00,0.00,15.40,15.40,,Main,Kim,CLOSED,
2024-01-05 10:15:30,101,Sale Line,ann-1,Ann Lee,,2,6.36,0.64,0.00,0.00,7.00,,Tea,Main,Kim,CLOSED,T1
2024-01-05 10:15:30,101,Sale Line,ann-1,Ann Lee,,1,7.64,0.76,0.00,0.00,8.40,,Cake,Main,Kim,CLOSED,C1
2024-01-05 10:15:30,101,Payment,ann-1,Ann Lee,,,,,,,,15.40,Cash,Main,Kim,CLOSED,
2024-01-25 11:00:00,102,Sale,bob-1,Bob Ray,,1,3.82,0.38,0.00,0.00,4.20,4.20,,Main,Kim,CLOSED,
2024-01-25 11:00:00,102,Sale Line,bob-1,Bob Ray,,1,3.82,0.38,0.00,0.00,4.20,,Scone,Main,Kim,CLOSED,S1
2024-01-25 11:00:00,102,Payment,bob-1,Bob Ray,,,,,,,,4.20,Card,Main,Kim,CLOSED,
2024-02-02 09:00:00,103,Sale,WALKIN,,,1,3.82,0.38,0.00,0.00,4.20,4.20,,Main,Kim,CLOSED,
2024-02-02 09:00:00,103,Sale Line,WALKIN,,,1,3.82,0.38,0.00,0.00,4.20,,Scone,Main,Kim,CLOSED,S1
2024-02-02 09:00:00,103,Payment,WALKIN,,,,,,,,,4.20,Cash,Main,Kim,CLOSED,
2024-02-03 09:00:00,104,Sale,ann-1,Ann Lee,,1,3.82,0.38,0.00,0.00,4.20,4.20,,Main,Kim,VOIDED,
2024-02-03 09:00:00,104,Sale Line,ann-1,Ann Lee,,1,3.82,0.38,0.00,0.00,4.20,,Scone,Main,Kim,VOIDED,S1
`,
    { orders: 2, customers: 2, revenue: 1960, days: ['2024-01-05', '2024-01-25'], skipped: { no_customer: 3 } },
  ],
  [
    'Shopify: the total on the first line, notes over two lines, refunds in part and in full',
    `Name,Email,Financial Status,Paid at,Fulfillment Status,Fulfilled at,Accepts Marketing,Currency,Subtotal,Shipping,Taxes,Total,Discount Code,Discount Amount,Shipping Method,Created at,Lineitem quantity,Lineitem name,Lineitem price,Lineitem compare at price,Lineitem sku,Billing Name,Notes,Cancelled at,Payment Method,Refunded Amount,Vendor,Id,Tags,Phone
#1004,cy@x.com,voided,,unfulfilled,,no,EUR,9.00,0.00,0.00,9.00,,0.00,,2024-02-28 23:50:00 +0100,1,Tea,9.00,,T1,Cy Day,,2024-02-29 08:00:00 +0100,manual,0.00,Us,704,,
#1003,bob@x.com,refunded,2024-02-05 10:00:00 +0100,fulfilled,,no,EUR,20.00,0.00,0.00,20.00,,0.00,,2024-02-05 10:00:00 +0100,1,Cake,20.00,,C1,Bob Ray,,,card,20.00,Us,703,,
#1002,ann@x.com,partially_refunded,2024-01-25 10:00:00 +0100,fulfilled,,yes,EUR,30.00,5.00,0.00,35.00,SPRING,0.00,Post,2024-01-25 10:00:00 +0100,2,Tea,5.00,,T1,Ann Lee,"Ring twice,
then wait",,card,5.00,Us,702,,
#1002,ann@x.com,,,,,,,,,,,,,,2024-01-25 10:00:00 +0100,1,Cake,20.00,,C1,,,,,,Us,,,
#1001,ann@x.com,paid,2024-01-05 10:00:00 +0100,fulfilled,,yes,EUR,10.00,0.00,0.00,10.00,,0.00,Post,2024-01-05 10:00:00 +0100,2,Tea,5.00,,T1,Ann Lee,,,card,0.00,Us,701,,
`,
    {
      orders: 3,
      refunds: 2,
      customers: 2,
      revenue: 6500,
      days: ['2024-01-05', '2024-02-05'],
      currency: 'EUR',
      unclear: [],
    },
  ],
  [
    'Etsy, a row for each thing sold',
    `Sale Date,Item Name,Buyer,Quantity,Price,Coupon Code,Coupon Details,Discount Amount,Shipping Discount,Order Shipping,Order Sales Tax,Item Total,Currency,Transaction ID,Listing ID,Date Paid,Date Shipped,Ship Name,Ship City,Ship Country,Order ID,Variations,Order Type,SKU
08/14/25,Fox card,ann1,2,5.00,,,0,0,4.50,0.62,10.00,USD,4001,9001,08/14/25,08/15/25,Ann Lee,Austin,United States,3001,,online,F1
08/14/25,Fox sticker,ann1,1,3.00,,,0,0,0.00,0.00,3.00,USD,4002,9002,08/14/25,08/15/25,Ann Lee,Austin,United States,3001,,online,F2
08/20/25,Fox card,bob1,1,5.00,,,0,0,0.00,0.00,5.00,USD,4003,9001,08/20/25,08/21/25,Bob Ray,Boston,United States,3002,,online,F1
`,
    { orders: 2, customers: 2, revenue: 1800, days: ['2025-08-14', '2025-08-20'], currency: 'USD' },
  ],
  [
    'eBay with an empty line before and after its headings and a count at its end',
    `,,,,,,,,,
Sales Record Number,Order Number,Buyer Username,Buyer Name,Item Title,Quantity,Sold For,Shipping And Handling,Total Price,Sale Date
,,,,,,,,,
"101","11-1","ann1","Ann Lee","Lamp","1","£20.00","£5.00","£25.00","05-Jan-24"
"102","11-2","bob1","Bob Ray","Vase","1","£10.00","£0.00","£10.00","25-Jan-24"
"103","11-3","ann1","Ann Lee","Vase","1","£1,010.00","£0.00","£1,010.00","01-Feb-24"
,,,,,,,,,
3,record(s) downloaded,,,,,,,,
"Seller ID : shop",,,,,,,,,
`,
    { orders: 3, customers: 2, revenue: 104_500, days: ['2024-01-05', '2024-02-01'], currency: 'GBP', errors: 2 },
  ],
  [
    'Magento',
    `"ID","Purchase Point","Purchase Date","Bill-to Name","Ship-to Name","Grand Total (Base)","Grand Total (Purchased)","Status","Billing Address","Customer Email","Customer Group","Subtotal","Shipping and Handling","Customer Name","Payment Method","Total Refunded"
"000000003","Main Website Main Website Store","Mar 13, 2024 9:05:01 PM","Ann Lee","Ann Lee","$9.00","$9.00","Canceled","1 Main St","ann@x.com","General","$9.00","$0.00","Ann Lee","checkmo",""
"000000002","Main Website Main Website Store","Jan 26, 2024 1:00:00 PM","Bob Ray","Bob Ray","$1,009.00","$1,009.00","Complete","2 Main St","bob@x.com","General","$1,009.00","$0.00","Bob Ray","checkmo","$9.00"
"000000001","Main Website Main Website Store","Jan 5, 2024 12:15:00 AM","Ann Lee","Ann Lee","$12.50","$12.50","Complete","1 Main St","ann@x.com","General","$12.50","$0.00","Ann Lee","checkmo",""
`,
    { orders: 2, refunds: 1, customers: 2, revenue: 102_150, days: ['2024-01-05', '2024-01-26'], currency: 'USD' },
  ],
  [
    'Shoptet: goods and postage in rows, the total of the order on each',
    iconv.encode(
      `code;date;statusName;currency;exchangeRate;email;phone;billFullName;billCity;orderItemType;orderItemName;orderItemAmount;orderItemCode;orderItemUnitPriceWithVat;orderItemTotalPriceWithVat;totalPriceWithVat;totalPriceWithoutVat;priceToPay
2024000001;2024-01-05 10:15:30;Vyřízena;CZK;1,0000;ann@x.cz;+420601123456;Anna Nováková;Plzeň;product;Čaj;2,0000;T1;125,00;250,00;339,00;280,17;339,00
2024000001;2024-01-05 10:15:30;Vyřízena;CZK;1,0000;ann@x.cz;+420601123456;Anna Nováková;Plzeň;shipping;Zásilkovna;1,0000;;89,00;89,00;339,00;280,17;339,00
2024000002;2024-01-25 10:15:30;Vyřízena;CZK;1,0000;eva@x.cz;+420601123457;Eva Říhová;Brno;product;Čaj;8,0000;T1;125,00;1000,00;1089,00;900,00;1089,00
2024000002;2024-01-25 10:15:30;Vyřízena;CZK;1,0000;eva@x.cz;+420601123457;Eva Říhová;Brno;shipping;Zásilkovna;1,0000;;89,00;89,00;1089,00;900,00;1089,00
2024000003;2024-02-05 10:15:30;Stornována;CZK;1,0000;eva@x.cz;+420601123457;Eva Říhová;Brno;product;Čaj;1,0000;T1;125,00;125,00;125,00;103,31;125,00
`,
      'windows-1250',
    ),
    { orders: 2, customers: 2, revenue: 142_800, days: ['2024-01-05', '2024-01-25'], currency: 'CZK' },
  ],
  [
    'a Hungarian web shop',
    `Megrendelés azonosító;Megrendelés dátuma;Rendelés státusza;Vásárló neve;Vásárló e-mail címe;Telefonszám;Szállítási költség;Fizetendő végösszeg;Pénznem
10001-1;2024.01.05 10:15:30;Teljesítve;Kovács Ágnes;agi@x.hu;+36301234567;1 490;12 980;HUF
10001-2;2024.01.25 10:15:30;Visszamondva;Nagy Béla;bela@x.hu;+36301234568;1 490;5 990;HUF
10001-3;2024.02.06 10:15:30;Teljesítve;Kovács Ágnes;agi@x.hu;+36301234567;0;25 000;HUF
`,
    { orders: 2, customers: 1, revenue: 3_798_000, days: ['2024-01-05', '2024-02-06'], currency: 'HUF' },
  ],
  [
    'InSales',
    iconv.encode(
      `"Номер заказа";"Дата оформления";"Статус";"Статус оплаты";"Покупатель";"Электронная почта";"Телефон";"Стоимость доставки";"Итого";"Валюта"
"1001";"05.01.2024 10:15";"Доставлен";"Оплачен";"Анна Иванова";"anna@x.ru";"+79161234567";"300,00";"1 550,50";"RUB"
"1002";"25.01.2024 10:15";"Отменён";"Не оплачен";"Борис Петров";"boris@x.ru";"+79161234568";"0,00";"900,00";"RUB"
"1003";"06.02.2024 10:15";"Доставлен";"Оплачен";"Анна Иванова";"anna@x.ru";"+79161234567";"0,00";"449,50";"RUB"
`,
      'windows-1251',
    ),
    { orders: 2, customers: 1, revenue: 200_000, days: ['2024-01-05', '2024-02-06'], currency: 'RUB' },
  ],
  [
    'BaseLinker',
    `Numer zamówienia;Data złożenia;Status;Login;Imię i nazwisko;E-mail;Telefon;Źródło;Koszt wysyłki;Wartość zamówienia;Waluta
10001;05-01-2024 10:15;Wysłane;jan1;Jan Kowalski;jan@x.pl;+48601123456;allegro;12,99;112,99;PLN
10002;25-01-2024 10:15;Anulowane;ewa1;Ewa Żak;ewa@x.pl;+48601123457;sklep;0,00;50,00;PLN
10003;06-02-2024 10:15;Wysłane;ewa1;Ewa Żak;ewa@x.pl;+48601123457;sklep;0,00;1 050,01;PLN
`,
    { orders: 2, customers: 2, revenue: 116_300, days: ['2024-01-05', '2024-02-06'], currency: 'PLN' },
  ],
  [
    'a Persian shop with months by name and tabs between the columns',
    `شناسه سفارش\tنام مشتری\tتلفن همراه\tتاریخ سفارش\tمبلغ قابل پرداخت (تومان)\tوضعیت سفارش
۲۰۰۱\tمریم رضایی\t۰۹۱۲۱۲۳۴۵۶۷\t۱۵ دی ۱۴۰۲\t۱۲۵٬۰۰۰\tتحویل شده
۲۰۰۲\tرضا کاظمی\t۰۹۱۲۷۶۵۴۳۲۱\t۳۰ بهمن ۱۴۰۲\t۹۰٬۰۰۰\tلغو شده
۲۰۰۳\tمریم رضایی\t۰۹۱۲۱۲۳۴۵۶۷\t۱ اسفند ۱۴۰۲\t۷۵٬۵۰۰\tتحویل شده
`,
    { orders: 2, customers: 1, revenue: 200_500_000, days: ['2024-01-05', '2024-02-20'], currency: 'IRR' },
  ],
  [
    'Stripe: payments that failed or were never made, and one refunded',
    `id,Created date (UTC),Amount,Amount Refunded,Currency,Captured,Converted Amount,Converted Amount Refunded,Converted Currency,Decline Reason,Description,Fee,Status,Card ID,Customer ID,Customer Email,Invoice ID
pi_5,2024-02-28 10:15:30,9.00,0.00,eur,false,9.00,0.00,eur,,,0.00,Requires payment method,,cus_3,cy@x.com,
pi_4,2024-02-20 10:15:30,9.00,0.00,eur,false,9.00,0.00,eur,card_declined,,0.00,Failed,card_2,cus_2,bob@x.com,
pi_3,2024-02-05 10:15:30,20.00,20.00,eur,true,20.00,20.00,eur,,,0.80,Refunded,card_2,cus_2,bob@x.com,
pi_2,2024-01-25 10:15:30,35.00,5.00,eur,true,35.00,5.00,eur,,,1.10,Paid,card_1,cus_1,ann@x.com,in_2
pi_1,2024-01-05 10:15:30,10.00,0.00,eur,true,10.00,0.00,eur,,,0.50,Paid,card_1,cus_1,ann@x.com,in_1
`,
    {
      orders: 3,
      refunds: 2,
      customers: 2,
      revenue: 6500,
      days: ['2024-01-05', '2024-02-05'],
      currency: 'EUR',
      skipped: { not_ordered: 1 },
    },
  ],
  [
    'PayPal: payments, a payout to the bank and a refund in a row of its own',
    `"Date","Time","TimeZone","Name","Type","Status","Currency","Gross","Fee","Net","From Email Address","To Email Address","Transaction ID","Reference Txn ID"
"05/01/2024","10:15:30","Europe/Berlin","Ann Lee","Express Checkout Payment","Completed","EUR","12,50","-0,78","11,72","ann@x.de","shop@x.de","A1",""
"25/01/2024","11:15:30","Europe/Berlin","Bob Ray","Website Payment","Refunded","EUR","1.007,50","-20,00","987,50","bob@x.de","shop@x.de","A2",""
"26/01/2024","08:00:00","Europe/Berlin","","General Withdrawal - Bank Account","Completed","EUR","-500,00","0,00","-500,00","shop@x.de","","A3",""
"28/01/2024","09:00:00","Europe/Berlin","Bob Ray","Payment Refund","Completed","EUR","-1.007,50","0,00","-1.007,50","shop@x.de","bob@x.de","A4","A2"
"30/01/2024","09:00:00","Europe/Berlin","Cy Day","Express Checkout Payment","Denied","EUR","40,00","0,00","40,00","cy@x.de","shop@x.de","A5",""
`,
    {
      orders: 2,
      refunds: 1,
      customers: 2,
      revenue: 102_000,
      days: ['2024-01-05', '2024-01-25'],
      currency: 'EUR',
      skipped: { not_a_sale: 1 },
    },
  ],
  [
    'a till that writes pieces to three places',
    `Чек;Дата;Карта гостя;Товар;Количество;Цена
1;05.01.2024 10:15;7001;Чай;1,000;150,00
1;05.01.2024 10:15;7001;Сыр;1,000;200,00
2;25.01.2024 10:15;7002;Чай;2,000;150,00
`,
    { orders: 2, customers: 2, revenue: 65_000, days: ['2024-01-05', '2024-01-25'], unclear: [] },
  ],
  [
    'SumUp: the total and not the sales before tax, refunds by their kind',
    `Date,Transaction ID,Transaction Type,Status,Card type,Description,Total,Net sales,Tax,Tip amount,Fee,Payout,Payout date,Customer email
2024-01-05 10:15,T1,Sale,Paid out,Visa,Latte,5.00,4.50,0.50,0.00,0.10,4.90,2024-01-07,a@x.com
2024-01-06 10:15,T2,Refund,Successful,Visa,Latte,5.00,4.50,0.50,0.00,0.00,-5.00,2024-01-08,a@x.com
2024-01-25 10:15,T3,Sale,Failed,Visa,Latte,5.00,4.50,0.50,0.00,0.00,0.00,,b@x.com
`,
    { orders: 1, refunds: 1, customers: 1, revenue: 500, days: ['2024-01-05', '2024-01-05'] },
  ],
  [
    'Booksy: who did not come has bought nothing',
    `Appointment date,Start time,Client,Phone,Service,Staff,Price,Status,Tip
05/01/2024,10:15,Ann Lee,+36301234567,Cut,Kim,$25.00,Finished,0
25/01/2024,10:15,Bob Ray,+36301234568,Color,Kim,$75.00,No-show,0
26/01/2024,10:15,Ann Lee,+36301234567,Cut,Kim,$25.00,Cancelled,0
`,
    { orders: 1, customers: 1, revenue: 2500, days: ['2024-01-05', '2024-01-05'], currency: 'USD' },
  ],
  [
    'Gumroad: whether it was refunded, as yes and no, is no money',
    `Purchase ID,Item Name,Buyer Name,Purchase Email,Purchase Date,Purchase Time (UTC timezone),Subtotal ($),Taxes ($),Sale Price ($),Fees ($),Net Total ($),Refunded?,Partial Refund ($)
p1,Book,Ann,a@x.com,2024-01-05,10:15:30,10.00,0.00,10.00,1.00,9.00,0,0.00
p2,Book,Bob,b@x.com,2024-01-25,10:15:30,10.00,0.00,10.00,1.00,9.00,1,2.50
`,
    { orders: 2, refunds: 1, customers: 2, revenue: 2000, days: ['2024-01-05', '2024-01-25'], currency: 'USD' },
  ],
  [
    'Ozon: the day it was ordered and not the day it was sent',
    `Номер заказа;Номер отправления;Принят в обработку;Дата отгрузки;Статус;Сумма отправления;Код валюты;Наименование товара;Количество;Имя получателя;Телефон получателя
1-1;1-1-1;2024-01-05 10:15;2024-01-06;Доставлен;1500.50;RUB;Чай;2;Анна;+79161234567
2-1;2-1-1;2024-01-25 10:15;2024-01-26;Отменён;500.00;RUB;Чай;1;Борис;+79161234568
`,
    { orders: 1, customers: 1, revenue: 150_050, days: ['2024-01-05', '2024-01-05'], currency: 'RUB' },
  ],
  [
    'a Persian till: of two sums that which is after the discount',
    `شماره فاکتور,تاریخ فاکتور,نام خریدار,موبایل خریدار,نام کالا,تعداد,فی,مبلغ,تخفیف,جمع کل,وضعیت پرداخت
۱,۱۴۰۲/۱۰/۱۵,مریم,09121234567,چای,۲,۵۰۰۰۰,۱۰۰۰۰۰,۱۰۰۰۰,۹۰۰۰۰,پرداخت شده
۲,۱۴۰۲/۱۱/۰۵,رضا,09121234568,قهوه,۱,۹۰۰۰۰,۹۰۰۰۰,۰,۹۰۰۰۰,لغو شده
`,
    { orders: 1, customers: 1, revenue: 9_000_000, days: ['2024-01-05', '2024-01-05'] },
  ],
  [
    'a Hungarian till with a card for regulars',
    `Nyugta száma,Dátum,Törzsvásárló,Termék,Mennyiség,Egységár,Összesen,ÁFA,Fizetés típusa
N1,2024.01.05. 10:15,T100,Kávé,2 db,450 Ft,900 Ft,27%,Készpénz
N2,2024.01.25. 10:15,T101,Tea,1 db,350 Ft,350 Ft,27%,Kártya
`,
    { orders: 2, customers: 2, revenue: 125_000, days: ['2024-01-05', '2024-01-25'], currency: 'HUF' },
  ],
  [
    'a Polish till with the number of a card',
    `Nr paragonu;Data i godzina;Nr karty;Produkt;Ilość;Cena;Wartość;Forma płatności
P1;05.01.2024 10:15;K1;Kawa;2;9,50 zł;19,00 zł;karta
P2;25.01.2024 10:15;K2;Herbata;1;7,00 zł;7,00 zł;gotówka
`,
    { orders: 2, customers: 2, revenue: 2600, days: ['2024-01-05', '2024-01-25'], currency: 'PLN' },
  ],
  [
    'invoices with tax: what was paid is with it',
    `Invoice,Customer,Date,Net amount,VAT amount,Gross amount
1,ann,2024-01-25,10.00,2.00,12.00
2,bob,2024-02-25,5.00,1.00,6.00
`,
    { orders: 2, customers: 2, revenue: 1800, days: ['2024-01-25', '2024-02-25'] },
  ],
  [
    'invoices with discounts: what was paid is after them',
    `Invoice,Customer,Date,Gross amount,Discount amount,Net amount
1,ann,2024-01-25,12.00,2.00,10.00
2,bob,2024-02-25,6.00,1.00,5.00
`,
    { orders: 2, customers: 2, revenue: 1500, days: ['2024-01-25', '2024-02-25'] },
  ],
  [
    'a log without headings whose first column counts the rows from nothing',
    '0,c1,2024-01-25,10.50\n1,c2,2024-01-26,7.25\n2,c1,2024-02-25,9.75\n',
    { orders: 3, customers: 2, revenue: 2750, days: ['2024-01-25', '2024-02-25'] },
  ],
  [
    'iiko: a line for each dish, with what was struck off',
    iconv.encode(
      `Торговое предприятие;Учетный день;Номер чека;Время закрытия;Номер карты гостя;Блюдо;Количество блюд;Сумма со скидкой, р.;Заказ удален
Кафе;05.01.2024;11;05.01.2024 10:15:00;7001;Чай;2,000;300,00;Заказ не удален
Кафе;05.01.2024;11;05.01.2024 10:15:00;7001;Сыр;0,250;200,50;Заказ не удален
Кафе;25.01.2024;12;25.01.2024 10:15:00;7002;Чай;2,000;300,00;Заказ не удален
Кафе;26.01.2024;13;26.01.2024 10:15:00;7002;Чай;2,000;300,00;Удален со списанием
Итого;;;;;;6,250;1 100,50;
`,
      'windows-1251',
    ),
    { orders: 2, customers: 2, revenue: 80_050, days: ['2024-01-05', '2024-01-25'], errors: 1 },
  ],
  [
    'r_keeper: whose card it was',
    `Дата;Чек;Карта;Владелец карты;Официант;Сумма;Скидка;К оплате;Валюта
05.01.24 10:15;11;7001;Иванов Иван;Ким;450,00;0,00;450,00;руб
25.01.24 10:15;12;7002;Петров Пётр;Ким;1 500,00;0,00;1 500,00;руб
`,
    { orders: 2, customers: 2, revenue: 195_000, days: ['2024-01-05', '2024-01-25'], currency: 'RUB' },
  ],
  [
    'Fakturownia: proformas and corrections by their kind',
    `Numer,Rodzaj,Data wystawienia,Data sprzedaży,Nabywca,NIP nabywcy,Wartość netto,VAT,Wartość brutto,Waluta,Status
1/01/2024,Faktura VAT,2024-01-05,2024-01-05,Żak,525,100.00,23.00,123.00,PLN,Opłacona
2/01/2024,Faktura VAT,2024-01-25,2024-01-25,Świt,526,50.00,11.50,61.50,PLN,Nieopłacona
3/01/2024,Pro forma,2024-01-26,2024-01-26,Świt,526,50.00,11.50,61.50,PLN,Wystawiona
K1/01/2024,Korekta,2024-01-27,2024-01-27,Żak,525,-100.00,-23.00,-123.00,PLN,Wystawiona
`,
    {
      orders: 2,
      refunds: 1,
      customers: 2,
      revenue: 18_450,
      days: ['2024-01-05', '2024-01-25'],
      currency: 'PLN',
      skipped: { not_ordered: 1 },
    },
  ],
  [
    'Clover: a payment that failed, by its result',
    `Payment ID,Date,Order ID,Tender,Card Brand,Amount,Tax Amount,Tip Amount,Refund Amount,Customer Name,Customer Email,Customer Phone,Employee,Result
PAY1,05-Jan-2024 10:15 AM CET,O1,Card,Visa,15.00,1.00,0.00,0.00,Ann Lee,ann@x.com,,Kim,SUCCESS
PAY2,25-Jan-2024 01:15 PM CET,O2,Card,Visa,9.00,1.00,0.00,0.00,Bob Ray,bob@x.com,,Kim,SUCCESS
PAY3,26-Jan-2024 01:15 PM CET,O3,Card,Visa,9.00,1.00,0.00,0.00,Bob Ray,bob@x.com,,Kim,FAIL
`,
    { orders: 2, customers: 2, revenue: 2400, days: ['2024-01-05', '2024-01-25'] },
  ],
  [
    'a Persian shop whose amounts carry marks of direction',
    `شماره سفارش\tتاریخ\tنام مشتری\tمبلغ\tمرجوعی
۱\tجمعه ۱۵ دی ۱۴۰۲ - ۱۰:۳۰\tمریم رضایی\t\u200f۱۲۵,۰۰۰ تومان\tخیر
۲\tپنجشنبه ۵ بهمن ۱۴۰۲ ساعت ۱۰:۳۰\tرضا کاظمی\t\u200f۹۰,۰۰۰ تومان\tبله
`,
    {
      orders: 2,
      refunds: 1,
      customers: 2,
      revenue: 215_000_000,
      days: ['2024-01-05', '2024-01-25'],
      currency: 'IRR',
    },
  ],
  [
    'a report with a row under each day and at its end that add up the others',
    `Date,Customer,Total
2024-01-05,Ann,10.00
2024-01-05,Subtotal,10.00
2024-01-25,Bob,5.00
2024-01-25,Subtotal:,5.00
2024-01-25,Grand total,15.00
`,
    {
      orders: 2,
      customers: 2,
      revenue: 1500,
      days: ['2024-01-05', '2024-01-25'],
      skipped: { no_customer: 3 },
    },
  ],
  [
    'a till of the days of DOS',
    iconv.encode(
      'Клиент;Дата;Сумма;Товар\nИван П.;25.01.2024;12,50;Чай зелёный\nАнна К.;26.01.2024;7,50;Хлеб\n',
      'cp866',
    ),
    { orders: 2, customers: 2, revenue: 2000, days: ['2024-01-25', '2024-01-26'] },
  ],
  [
    'days as a spreadsheet counts them',
    'client;date;montant\na;45296;12,50\nb;45316;7,50\n',
    { orders: 2, customers: 2, revenue: 2000, days: ['2024-01-05', '2024-01-25'], unclear: ['counted_dates'] },
  ],
  [
    'orders told twice in the same words',
    `order,customer,date,amount
1,ann,2024-01-25,10.00
1,ann,2024-01-25,10.00
2,bob,2024-02-25,7.50
2,bob,2024-02-25,7.50
`,
    { orders: 2, customers: 2, revenue: 1750, days: ['2024-01-25', '2024-02-25'], unclear: ['totals_of_orders'] },
  ],
]

test.each(exports)('%s', async (name, content, expected) => {
  expect(await tryExport(shop, name, content)).toMatchObject({ refunds: 0, errors: 0, skipped: {}, ...expected })
})
