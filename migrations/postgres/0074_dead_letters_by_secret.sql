-- Whether a server key told it: what a page told is no more to be trusted when somebody sends it again.
alter table dead_letters add column by_secret boolean not null default false;
