import { InputError } from '@natiu/errors';
import { eq, site, type Db, type InferSelectModel } from '@natiu/db';

export interface SiteInput {
  /** The site's natural key. */
  name: string;
  /** Degrees, WGS 84. */
  latitude: number;
  longitude: number;
  area: string;
  environment: string;
  /** IANA name such as `America/Asuncion`. */
  timeZone: string;
}

export type Site = InferSelectModel<typeof site>;

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    // Offsets such as `+03:00` pass above, but PostgreSQL reads their sign the other way round.
    return /^[A-Za-z]/.test(name);
  } catch {
    return false;
  }
}

function checkSite(input: SiteInput): void {
  if (input.name.trim() === '') throw new InputError('A site needs a name');
  if (!(Math.abs(input.latitude) <= 90))
    throw new InputError(`${input.name}: latitude ${input.latitude} is not between -90 and 90`);
  if (!(Math.abs(input.longitude) <= 180))
    throw new InputError(`${input.name}: longitude ${input.longitude} is not between -180 and 180`);
  if (!isTimeZone(input.timeZone))
    throw new InputError(`${input.name}: ${input.timeZone} is no IANA time zone such as America/Asuncion`);
}

/** Makes the site of this name, or brings its coordinates and descriptions up to date. */
export async function registerSite({ db }: { db: Db }, input: SiteInput): Promise<Site> {
  checkSite(input);
  const { name, timeZone, latitude, longitude, area, environment } = input;
  const described = { latitude, longitude, area, environment };
  const [row] = await db
    .insert(site)
    .values({ name: name.trim(), ...described, timeZone })
    // The zone stays: the site's days have been counted in it.
    .onConflictDoUpdate({ target: site.name, set: described, setWhere: eq(site.timeZone, timeZone) })
    .returning();
  if (!row)
    throw new InputError(`${name} is registered in another time zone; its days are counted in that one`);
  return row;
}
