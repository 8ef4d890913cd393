CREATE TABLE "account" (
	"id" text PRIMARY KEY NOT NULL,
	"account_id" text NOT NULL,
	"provider_id" text NOT NULL,
	"user_id" text NOT NULL,
	"access_token" text,
	"refresh_token" text,
	"id_token" text,
	"access_token_expires_at" timestamp with time zone,
	"refresh_token_expires_at" timestamp with time zone,
	"scope" text,
	"password" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "committed_watermark" (
	"trap_id" text NOT NULL,
	"boot" uuid NOT NULL,
	"up_to" bigint NOT NULL,
	"updated_at" timestamp with time zone NOT NULL,
	CONSTRAINT "committed_watermark_trap_id_boot_pk" PRIMARY KEY("trap_id","boot")
);
--> statement-breakpoint
CREATE TABLE "count" (
	"trap_id" text NOT NULL,
	"boot" uuid NOT NULL,
	"sequence" bigint NOT NULL,
	"deployment_id" uuid,
	"model_sha256" char(64) NOT NULL,
	"interval_start" timestamp with time zone NOT NULL,
	"interval_end" timestamp with time zone NOT NULL,
	"female" integer NOT NULL,
	"incomplete" integer NOT NULL,
	"male" integer NOT NULL,
	"out_of_focus" integer NOT NULL,
	"undefined" integer NOT NULL,
	"captures" integer NOT NULL,
	"unreadable" integer NOT NULL,
	"observed_s" double precision NOT NULL,
	"degraded_s" double precision NOT NULL,
	"down_s" double precision NOT NULL,
	"received_at" timestamp with time zone NOT NULL,
	CONSTRAINT "count_trap_id_boot_sequence_pk" PRIMARY KEY("trap_id","boot","sequence")
);
--> statement-breakpoint
CREATE TABLE "count_daily" (
	"deployment_id" uuid NOT NULL,
	"model_sha256" char(64) NOT NULL,
	"day" date NOT NULL,
	"female" bigint NOT NULL,
	"incomplete" bigint NOT NULL,
	"male" bigint NOT NULL,
	"out_of_focus" bigint NOT NULL,
	"undefined" bigint NOT NULL,
	"captures" bigint NOT NULL,
	"unreadable" bigint NOT NULL,
	"intervals" bigint NOT NULL,
	"observed_s" double precision NOT NULL,
	"degraded_s" double precision NOT NULL,
	"down_s" double precision NOT NULL,
	CONSTRAINT "count_daily_deployment_id_model_sha256_day_pk" PRIMARY KEY("deployment_id","model_sha256","day")
);
--> statement-breakpoint
CREATE TABLE "count_hourly" (
	"deployment_id" uuid NOT NULL,
	"model_sha256" char(64) NOT NULL,
	"hour_start" timestamp with time zone NOT NULL,
	"female" bigint NOT NULL,
	"incomplete" bigint NOT NULL,
	"male" bigint NOT NULL,
	"out_of_focus" bigint NOT NULL,
	"undefined" bigint NOT NULL,
	"captures" bigint NOT NULL,
	"unreadable" bigint NOT NULL,
	"intervals" bigint NOT NULL,
	"observed_s" double precision NOT NULL,
	"degraded_s" double precision NOT NULL,
	"down_s" double precision NOT NULL,
	CONSTRAINT "count_hourly_deployment_id_model_sha256_hour_start_pk" PRIMARY KEY("deployment_id","model_sha256","hour_start")
);
--> statement-breakpoint
CREATE TABLE "deployment" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"trap_id" text NOT NULL,
	"site_id" uuid NOT NULL,
	"started_at" timestamp with time zone NOT NULL,
	"ended_at" timestamp with time zone,
	CONSTRAINT "deployment_ends_after_start" CHECK ("deployment"."ended_at" is null or "deployment"."ended_at" >= "deployment"."started_at")
);
--> statement-breakpoint
CREATE TABLE "device_event" (
	"trap_id" text NOT NULL,
	"boot" uuid NOT NULL,
	"sequence" bigint NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"level" text NOT NULL,
	"code" text NOT NULL,
	"message" text NOT NULL,
	"received_at" timestamp with time zone NOT NULL,
	CONSTRAINT "device_event_trap_id_boot_sequence_pk" PRIMARY KEY("trap_id","boot","sequence")
);
--> statement-breakpoint
CREATE TABLE "device_message" (
	"trap_id" text NOT NULL,
	"boot" uuid NOT NULL,
	"sequence" bigint NOT NULL,
	"kind" text NOT NULL,
	"received_at" timestamp with time zone NOT NULL,
	CONSTRAINT "device_message_trap_id_boot_sequence_pk" PRIMARY KEY("trap_id","boot","sequence")
);
--> statement-breakpoint
CREATE TABLE "heartbeat" (
	"trap_id" text NOT NULL,
	"boot" uuid NOT NULL,
	"sequence" bigint NOT NULL,
	"sent_at" timestamp with time zone,
	"agent_version" text,
	"model_sha256" char(64),
	"uptime_s" double precision,
	"outbox_depth" integer,
	"storage_free_bytes" double precision,
	"temperature_c" double precision,
	"received_at" timestamp with time zone NOT NULL,
	CONSTRAINT "heartbeat_trap_id_boot_sequence_pk" PRIMARY KEY("trap_id","boot","sequence")
);
--> statement-breakpoint
CREATE TABLE "model" (
	"sha256" char(64) PRIMARY KEY NOT NULL,
	"name" text,
	"manifest" jsonb,
	"first_seen_at" timestamp with time zone DEFAULT now() NOT NULL,
	"registered_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "quarantine" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"digest" "bytea" NOT NULL,
	"topic" text NOT NULL,
	"client_id" text,
	"code" text NOT NULL,
	"reason" text NOT NULL,
	"raw" text NOT NULL,
	"raw_encoding" text NOT NULL,
	"raw_bytes" integer NOT NULL,
	"raw_truncated" boolean NOT NULL,
	"trap_id" text,
	"boot" uuid,
	"sequence" bigint,
	"times" integer DEFAULT 1 NOT NULL,
	"received_at" timestamp with time zone NOT NULL,
	"last_received_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "session" (
	"id" text PRIMARY KEY NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"token" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	"ip_address" text,
	"user_agent" text,
	"user_id" text NOT NULL,
	"impersonated_by" text,
	CONSTRAINT "session_token_unique" UNIQUE("token")
);
--> statement-breakpoint
CREATE TABLE "site" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"name" text NOT NULL,
	"latitude" double precision NOT NULL,
	"longitude" double precision NOT NULL,
	"area" text NOT NULL,
	"environment" text NOT NULL,
	"time_zone" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "site_name_unique" UNIQUE("name"),
	CONSTRAINT "site_latitude" CHECK ("site"."latitude" between -90 and 90),
	CONSTRAINT "site_longitude" CHECK ("site"."longitude" between -180 and 180)
);
--> statement-breakpoint
CREATE TABLE "trap" (
	"id" text PRIMARY KEY NOT NULL,
	"label" text,
	"registered_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "trap_status" (
	"trap_id" text PRIMARY KEY NOT NULL,
	"last_seen_at" timestamp with time zone NOT NULL,
	"last_count_at" timestamp with time zone,
	"boot" uuid,
	"sent_at" timestamp with time zone,
	"agent_version" text,
	"model_sha256" char(64),
	"uptime_s" double precision,
	"outbox_depth" integer,
	"storage_free_bytes" double precision,
	"temperature_c" double precision
);
--> statement-breakpoint
CREATE TABLE "user" (
	"id" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"email" text NOT NULL,
	"email_verified" boolean DEFAULT false NOT NULL,
	"image" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	"role" text,
	"banned" boolean DEFAULT false,
	"ban_reason" text,
	"ban_expires" timestamp with time zone,
	CONSTRAINT "user_email_unique" UNIQUE("email")
);
--> statement-breakpoint
CREATE TABLE "verification" (
	"id" text PRIMARY KEY NOT NULL,
	"identifier" text NOT NULL,
	"value" text NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
ALTER TABLE "account" ADD CONSTRAINT "account_user_id_user_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."user"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "committed_watermark" ADD CONSTRAINT "committed_watermark_trap_id_trap_id_fk" FOREIGN KEY ("trap_id") REFERENCES "public"."trap"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "count" ADD CONSTRAINT "count_trap_id_trap_id_fk" FOREIGN KEY ("trap_id") REFERENCES "public"."trap"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "count" ADD CONSTRAINT "count_deployment_id_deployment_id_fk" FOREIGN KEY ("deployment_id") REFERENCES "public"."deployment"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "count" ADD CONSTRAINT "count_model_sha256_model_sha256_fk" FOREIGN KEY ("model_sha256") REFERENCES "public"."model"("sha256") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "count_daily" ADD CONSTRAINT "count_daily_deployment_id_deployment_id_fk" FOREIGN KEY ("deployment_id") REFERENCES "public"."deployment"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "count_daily" ADD CONSTRAINT "count_daily_model_sha256_model_sha256_fk" FOREIGN KEY ("model_sha256") REFERENCES "public"."model"("sha256") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "count_hourly" ADD CONSTRAINT "count_hourly_deployment_id_deployment_id_fk" FOREIGN KEY ("deployment_id") REFERENCES "public"."deployment"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "count_hourly" ADD CONSTRAINT "count_hourly_model_sha256_model_sha256_fk" FOREIGN KEY ("model_sha256") REFERENCES "public"."model"("sha256") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "deployment" ADD CONSTRAINT "deployment_trap_id_trap_id_fk" FOREIGN KEY ("trap_id") REFERENCES "public"."trap"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "deployment" ADD CONSTRAINT "deployment_site_id_site_id_fk" FOREIGN KEY ("site_id") REFERENCES "public"."site"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "device_event" ADD CONSTRAINT "device_event_trap_id_trap_id_fk" FOREIGN KEY ("trap_id") REFERENCES "public"."trap"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "device_message" ADD CONSTRAINT "device_message_trap_id_trap_id_fk" FOREIGN KEY ("trap_id") REFERENCES "public"."trap"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "heartbeat" ADD CONSTRAINT "heartbeat_trap_id_trap_id_fk" FOREIGN KEY ("trap_id") REFERENCES "public"."trap"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "session" ADD CONSTRAINT "session_user_id_user_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."user"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "trap_status" ADD CONSTRAINT "trap_status_trap_id_trap_id_fk" FOREIGN KEY ("trap_id") REFERENCES "public"."trap"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "account_user" ON "account" USING btree ("user_id");--> statement-breakpoint
CREATE INDEX "count_deployment_start" ON "count" USING btree ("deployment_id","interval_start");--> statement-breakpoint
CREATE INDEX "count_trap_start" ON "count" USING btree ("trap_id","interval_start");--> statement-breakpoint
CREATE INDEX "count_daily_day" ON "count_daily" USING btree ("day");--> statement-breakpoint
CREATE INDEX "count_hourly_start" ON "count_hourly" USING btree ("hour_start");--> statement-breakpoint
CREATE UNIQUE INDEX "deployment_one_open_per_trap" ON "deployment" USING btree ("trap_id") WHERE "deployment"."ended_at" is null;--> statement-breakpoint
CREATE INDEX "deployment_site" ON "deployment" USING btree ("site_id");--> statement-breakpoint
CREATE INDEX "device_event_trap_at" ON "device_event" USING btree ("trap_id","at");--> statement-breakpoint
CREATE INDEX "heartbeat_trap_received" ON "heartbeat" USING btree ("trap_id","received_at");--> statement-breakpoint
CREATE UNIQUE INDEX "quarantine_digest" ON "quarantine" USING btree ("digest");--> statement-breakpoint
CREATE INDEX "quarantine_received" ON "quarantine" USING btree ("last_received_at");--> statement-breakpoint
CREATE INDEX "quarantine_trap" ON "quarantine" USING btree ("trap_id");--> statement-breakpoint
CREATE INDEX "session_user" ON "session" USING btree ("user_id");--> statement-breakpoint
CREATE INDEX "verification_identifier" ON "verification" USING btree ("identifier");