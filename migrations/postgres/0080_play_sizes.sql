-- Whom each play would begin with, as it was last counted: looking back over 90 days of everybody takes a large shop seconds.
create table play_sizes (
  workspace_id uuid primary key references workspaces on delete cascade,
  -- what was asked: other figures of the shop ask something else
  question uuid not null,
  -- how many events there were, and the week of the newest scores
  events bigint not null,
  scored text not null,
  counted_at timestamptz not null,
  -- by play: how many, and over which time
  sizes jsonb not null
);
call isolate('play_sizes');
