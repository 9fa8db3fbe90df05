-- Who is late, and what is at stake, is read from the index alone; each of them in the table was a page of its own.
drop index customer_measures_rhythm;
create index customer_measures_rhythm on customer_measures (workspace_id, last_visit_on, late_from)
  include (customer_id, visits, yearly_minor) where late_from is not null;
