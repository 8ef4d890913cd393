CREATE TABLE "dataset" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"name" text NOT NULL,
	"description" text DEFAULT '' NOT NULL,
	"created_by" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "dataset_name_unique" UNIQUE("name")
);
--> statement-breakpoint
CREATE TABLE "dataset_version" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"dataset_id" uuid NOT NULL,
	"version" integer NOT NULL,
	"content_hash" char(64) NOT NULL,
	"manifest" jsonb NOT NULL,
	"counts" jsonb NOT NULL,
	"parent_id" uuid,
	"note" text DEFAULT '' NOT NULL,
	"created_by" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "dataset_version_picture" (
	"version_id" uuid NOT NULL,
	"picture_id" uuid NOT NULL,
	"split" text NOT NULL,
	"labels" jsonb NOT NULL,
	CONSTRAINT "dataset_version_picture_version_id_picture_id_pk" PRIMARY KEY("version_id","picture_id")
);
--> statement-breakpoint
CREATE TABLE "label_box" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"picture_id" uuid NOT NULL,
	"class_name" text NOT NULL,
	"cx" double precision NOT NULL,
	"cy" double precision NOT NULL,
	"w" double precision NOT NULL,
	"h" double precision NOT NULL,
	"confidence" double precision,
	"origin" text NOT NULL,
	"model_sha256" char(64),
	"state" text NOT NULL,
	"revision" integer DEFAULT 0 NOT NULL,
	"decided_by" text,
	"decided_at" timestamp with time zone,
	"known_truth" boolean DEFAULT false NOT NULL,
	"truth_class" text,
	"control_of" uuid,
	"offered_to" text,
	"offered_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "label_box_size" CHECK ("label_box"."w" > 0 and "label_box"."h" > 0)
);
--> statement-breakpoint
CREATE TABLE "model_alias" (
	"name" text NOT NULL,
	"alias" text NOT NULL,
	"version_id" uuid NOT NULL,
	CONSTRAINT "model_alias_name_alias_pk" PRIMARY KEY("name","alias")
);
--> statement-breakpoint
CREATE TABLE "model_comparison" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"champion_version_id" uuid NOT NULL,
	"candidate_version_id" uuid NOT NULL,
	"result" jsonb NOT NULL,
	"at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "model_promotion" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "model_promotion_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"name" text NOT NULL,
	"alias" text NOT NULL,
	"version_id" uuid NOT NULL,
	"by_user" text,
	"at" timestamp with time zone DEFAULT now() NOT NULL,
	"note" text,
	"comparison_id" uuid
);
--> statement-breakpoint
CREATE TABLE "model_version" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"name" text NOT NULL,
	"version" integer NOT NULL,
	"model_sha256" char(64) NOT NULL,
	"manifest_text" text NOT NULL,
	"signature_text" text NOT NULL,
	"key_id" char(16) NOT NULL,
	"parity" jsonb NOT NULL,
	"run_id" uuid,
	"registered_by" text,
	"registered_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "picture" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"dataset_id" uuid NOT NULL,
	"sha256" char(64) NOT NULL,
	"bytes" bigint NOT NULL,
	"name" text NOT NULL,
	"width" integer NOT NULL,
	"height" integer NOT NULL,
	"source" text NOT NULL,
	"trap_id" text,
	"site_id" uuid,
	"captured_at" timestamp with time zone,
	"split" text,
	"group_key" text,
	"labelled" boolean NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "review_event" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "review_event_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"at" timestamp with time zone DEFAULT now() NOT NULL,
	"user_id" text NOT NULL,
	"dataset_id" uuid NOT NULL,
	"picture_id" uuid NOT NULL,
	"box_id" uuid NOT NULL,
	"action" text NOT NULL,
	"bulk_id" uuid,
	"before" jsonb,
	"after" jsonb,
	"undoes" bigint
);
--> statement-breakpoint
CREATE TABLE "run" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"kind" text NOT NULL,
	"title" text DEFAULT '' NOT NULL,
	"model_name" text,
	"settings" jsonb NOT NULL,
	"dataset_id" uuid,
	"dataset_version_id" uuid,
	"state" text NOT NULL,
	"attempt" integer DEFAULT 0 NOT NULL,
	"deaths" integer DEFAULT 0 NOT NULL,
	"worker" text,
	"heartbeat_at" timestamp with time zone,
	"cancel_requested" boolean DEFAULT false NOT NULL,
	"cancelled_by" text,
	"estimate_seconds" double precision,
	"progress" jsonb,
	"timings" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"result" jsonb,
	"error" text,
	"created_by" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"started_at" timestamp with time zone,
	"finished_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "run_artefact" (
	"run_id" uuid NOT NULL,
	"name" text NOT NULL,
	"sha256" char(64) NOT NULL,
	"bytes" bigint NOT NULL,
	"at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "run_artefact_run_id_name_pk" PRIMARY KEY("run_id","name")
);
--> statement-breakpoint
CREATE TABLE "run_log" (
	"run_id" uuid NOT NULL,
	"seq" integer NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"stage" text NOT NULL,
	"line" text NOT NULL,
	CONSTRAINT "run_log_run_id_seq_pk" PRIMARY KEY("run_id","seq")
);
--> statement-breakpoint
CREATE TABLE "run_metric" (
	"run_id" uuid NOT NULL,
	"stage" text NOT NULL,
	"epoch" integer NOT NULL,
	"values" jsonb NOT NULL,
	"at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "run_metric_run_id_stage_epoch_pk" PRIMARY KEY("run_id","stage","epoch")
);
--> statement-breakpoint
ALTER TABLE "dataset_version" ADD CONSTRAINT "dataset_version_dataset_id_dataset_id_fk" FOREIGN KEY ("dataset_id") REFERENCES "public"."dataset"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "dataset_version_picture" ADD CONSTRAINT "dataset_version_picture_version_id_dataset_version_id_fk" FOREIGN KEY ("version_id") REFERENCES "public"."dataset_version"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "dataset_version_picture" ADD CONSTRAINT "dataset_version_picture_picture_id_picture_id_fk" FOREIGN KEY ("picture_id") REFERENCES "public"."picture"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "label_box" ADD CONSTRAINT "label_box_picture_id_picture_id_fk" FOREIGN KEY ("picture_id") REFERENCES "public"."picture"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "model_alias" ADD CONSTRAINT "model_alias_version_id_model_version_id_fk" FOREIGN KEY ("version_id") REFERENCES "public"."model_version"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "model_comparison" ADD CONSTRAINT "model_comparison_champion_version_id_model_version_id_fk" FOREIGN KEY ("champion_version_id") REFERENCES "public"."model_version"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "model_comparison" ADD CONSTRAINT "model_comparison_candidate_version_id_model_version_id_fk" FOREIGN KEY ("candidate_version_id") REFERENCES "public"."model_version"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "model_promotion" ADD CONSTRAINT "model_promotion_version_id_model_version_id_fk" FOREIGN KEY ("version_id") REFERENCES "public"."model_version"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "model_version" ADD CONSTRAINT "model_version_model_sha256_model_sha256_fk" FOREIGN KEY ("model_sha256") REFERENCES "public"."model"("sha256") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "model_version" ADD CONSTRAINT "model_version_run_id_run_id_fk" FOREIGN KEY ("run_id") REFERENCES "public"."run"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "picture" ADD CONSTRAINT "picture_dataset_id_dataset_id_fk" FOREIGN KEY ("dataset_id") REFERENCES "public"."dataset"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "picture" ADD CONSTRAINT "picture_trap_id_trap_id_fk" FOREIGN KEY ("trap_id") REFERENCES "public"."trap"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "picture" ADD CONSTRAINT "picture_site_id_site_id_fk" FOREIGN KEY ("site_id") REFERENCES "public"."site"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "review_event" ADD CONSTRAINT "review_event_dataset_id_dataset_id_fk" FOREIGN KEY ("dataset_id") REFERENCES "public"."dataset"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "review_event" ADD CONSTRAINT "review_event_picture_id_picture_id_fk" FOREIGN KEY ("picture_id") REFERENCES "public"."picture"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "run" ADD CONSTRAINT "run_dataset_id_dataset_id_fk" FOREIGN KEY ("dataset_id") REFERENCES "public"."dataset"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "run" ADD CONSTRAINT "run_dataset_version_id_dataset_version_id_fk" FOREIGN KEY ("dataset_version_id") REFERENCES "public"."dataset_version"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "run_artefact" ADD CONSTRAINT "run_artefact_run_id_run_id_fk" FOREIGN KEY ("run_id") REFERENCES "public"."run"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "run_log" ADD CONSTRAINT "run_log_run_id_run_id_fk" FOREIGN KEY ("run_id") REFERENCES "public"."run"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "run_metric" ADD CONSTRAINT "run_metric_run_id_run_id_fk" FOREIGN KEY ("run_id") REFERENCES "public"."run"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "dataset_version_number" ON "dataset_version" USING btree ("dataset_id","version");--> statement-breakpoint
CREATE UNIQUE INDEX "dataset_version_content" ON "dataset_version" USING btree ("dataset_id","content_hash");--> statement-breakpoint
CREATE INDEX "label_box_picture" ON "label_box" USING btree ("picture_id");--> statement-breakpoint
CREATE INDEX "label_box_queue" ON "label_box" USING btree ("confidence") WHERE "label_box"."state" = 'proposed';--> statement-breakpoint
CREATE INDEX "model_comparison_candidate" ON "model_comparison" USING btree ("candidate_version_id");--> statement-breakpoint
CREATE INDEX "model_comparison_champion" ON "model_comparison" USING btree ("champion_version_id");--> statement-breakpoint
CREATE INDEX "model_promotion_name" ON "model_promotion" USING btree ("name","id");--> statement-breakpoint
CREATE UNIQUE INDEX "model_version_number" ON "model_version" USING btree ("name","version");--> statement-breakpoint
CREATE UNIQUE INDEX "model_version_content" ON "model_version" USING btree ("name","model_sha256");--> statement-breakpoint
CREATE UNIQUE INDEX "picture_content" ON "picture" USING btree ("dataset_id","sha256");--> statement-breakpoint
CREATE INDEX "picture_site" ON "picture" USING btree ("site_id");--> statement-breakpoint
CREATE INDEX "picture_captured" ON "picture" USING btree ("captured_at");--> statement-breakpoint
CREATE UNIQUE INDEX "review_event_undone_once" ON "review_event" USING btree ("undoes");--> statement-breakpoint
CREATE INDEX "review_event_box" ON "review_event" USING btree ("box_id");--> statement-breakpoint
CREATE INDEX "review_event_person" ON "review_event" USING btree ("dataset_id","user_id","id");--> statement-breakpoint
CREATE INDEX "run_waiting" ON "run" USING btree ("created_at") WHERE "run"."state" in ('queued', 'interrupted');--> statement-breakpoint
CREATE INDEX "run_at_work" ON "run" USING btree ("heartbeat_at") WHERE "run"."state" = 'running';--> statement-breakpoint
CREATE INDEX "run_dataset" ON "run" USING btree ("dataset_id");