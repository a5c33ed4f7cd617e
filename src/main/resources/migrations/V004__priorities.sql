-- The queue's order: higher first, of equals the older (position).
ALTER TABLE runs ADD COLUMN priority INTEGER NOT NULL DEFAULT 0;

-- Devices a run holds at once: its GPUs. Device time counts that often.
ALTER TABLE runs ADD COLUMN devices INTEGER NOT NULL DEFAULT 1 CHECK (devices >= 1);
