-- drizzle cannot express exclusion constraints. `[)`: a trap may move to another site in the same instant.
CREATE EXTENSION IF NOT EXISTS btree_gist;
--> statement-breakpoint
ALTER TABLE "deployment" ADD CONSTRAINT "deployment_no_overlap"
  EXCLUDE USING gist ("trap_id" WITH =, tstzrange("started_at", "ended_at", '[)') WITH &&);
