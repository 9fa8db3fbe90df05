-- What a client that got no answer sends again is the same letter. Null: nothing tells it from another of the same words.
alter table dead_letters add column told_as uuid;
create unique index dead_letters_told_once on dead_letters (workspace_id, told_as) where told_as is not null;
