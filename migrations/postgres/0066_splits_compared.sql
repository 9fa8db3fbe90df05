-- Which experiment compares the ways of a split, by step; none without one: then chance alone says who goes which way.
alter table journey_versions add column splits jsonb not null default '{}';
