-- What a shop sells, as its events and its own programs tell; of each attribute the newest telling counts.
create table products (
  workspace_id uuid not null,
  product_id text not null,
  name text,
  category text,
  price_minor bigint,
  currency text,
  image_url text,
  url text,
  in_stock boolean not null default true,
  -- said by the owner; null: as learnt from who buys it again
  replenishable boolean,
  learnt_replenishable boolean not null default false,
  -- usual days between two purchases of it by one customer
  repeat_days real,
  buyers int not null default 0,
  repeat_buyers int not null default 0,
  search_text text not null default '',
  first_seen_at timestamptz not null,
  last_seen_at timestamptz not null,
  -- event time of the attributes above: an older telling fills gaps and changes nothing
  told_at timestamptz not null,
  primary key (workspace_id, product_id)
) with (fillfactor = 85);
create index products_search on products using gin (search_text gin_trgm_ops);
create index products_buyers on products (workspace_id, buyers desc, product_id);
create index products_category on products (workspace_id, category) where category is not null;
call isolate('products');

-- What a customer bought and looked at, {product: [days bought, first ms, last ms, last viewed ms]}, the latest 200 products: one row is read
-- to answer. Written by the projector under the id the events have; who was joined later is read with them. No foreign keys, as in 0002.
create table product_histories (
  workspace_id uuid not null,
  customer_id uuid not null,
  items jsonb not null,
  primary key (workspace_id, customer_id)
) with (fillfactor = 80);
call isolate('product_histories');

-- Every training with its report; the one in use is what neighbours and lists come from.
create table recommendation_models (
  workspace_id uuid not null references workspaces on delete cascade,
  version_id uuid not null,
  trained_at timestamptz not null,
  -- how much each part counts where products are found for somebody
  weights jsonb not null,
  report jsonb not null,
  is_current boolean not null default false,
  primary key (workspace_id, version_id)
);
create unique index recommendation_models_current on recommendation_models (workspace_id) where is_current;
create index recommendation_models_newest on recommendation_models (workspace_id, trained_at desc);
call isolate('recommendation_models');

-- The nearest products of each, weightiest first: what having it says of the others (also against), who likes it likes, one order with it.
create table product_neighbours (
  workspace_id uuid not null references workspaces on delete cascade,
  kind text not null check (kind in ('next', 'similar', 'together')),
  product_id text not null,
  neighbours text[] not null,
  weights real[] not null,
  primary key (workspace_id, kind, product_id)
);
call isolate('product_neighbours');

-- What sells (now; buyers: ever) and what is looked at, best first; category '' is the whole shop.
create table product_lists (
  workspace_id uuid not null references workspaces on delete cascade,
  kind text not null check (kind in ('bestsellers', 'buyers', 'most_viewed')),
  category text not null,
  products text[] not null,
  weights real[] not null,
  primary key (workspace_id, kind, category)
);
call isolate('product_lists');
