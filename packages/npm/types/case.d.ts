// Made from docs/schema/case.schema.json; do not edit.

export type Anchor = Moment | Period;
/**
 * A time with its offset from UTC, or a date, month or year: `2026-03-03`, `2026-03`, `2026`.
 */
export type Moment = string;
/**
 * A date: `2026-12-25`.
 */
export type Date = string;
/**
 * A time with its offset from UTC, seconds optional: `2026-03-03T09:00-05:00`.
 */
export type Instant = string;
/**
 * What sort of record: the word of criteria, for one or for many.
 */
export type Kind =
  | 'orders'
  | 'order'
  | 'dispenses'
  | 'dispense'
  | 'administrations'
  | 'administration'
  | 'statements'
  | 'statement'
  | 'diagnoses'
  | 'diagnosis'
  | 'procedures'
  | 'procedure'
  | 'stays'
  | 'stay'
  | 'observations'
  | 'observation'
  | 'allergies'
  | 'allergy'
  | 'documents'
  | 'document'
  | 'plans'
  | 'plan'
  | 'communications'
  | 'communication'
  | 'tasks'
  | 'task'
  | 'coverages'
  | 'coverage';
export type Sex = 'female' | 'male' | 'other' | 'unknown';
export type OneOrMany = Code | Code[];
export type Name = string;
export type OneOrMany2 = BareValue | BareValue[];
/**
 * A number, yes or no, a word, or an object.
 */
export type BareValue = boolean | PlainNumber | string | Value;
export type PlainNumber = number;
export type BoundSign = string;
/**
 * A number; as a text where every digit is to be kept.
 */
export type Number = number | string;
export type OneOrMany3 = Name | Name[];
/**
 * A whole number from 1.
 */
export type Counting = number | string;
/**
 * What became of a record.
 */
export type Status =
  | 'active'
  | 'amended'
  | 'cancelled'
  | 'completed'
  | 'corrected'
  | 'declined'
  | 'do-not-perform'
  | 'do_not_perform'
  | 'entered-in-error'
  | 'entered_in_error'
  | 'final'
  | 'in-progress'
  | 'in_progress'
  | 'not-done'
  | 'not_done'
  | 'on-hold'
  | 'on_hold'
  | 'planned'
  | 'preliminary'
  | 'refused'
  | 'registered'
  | 'revoked'
  | 'stopped'
  | 'unknown';
/**
 * `complete`, or which records are all here.
 */
export type Supply = Complete | SupplyComplete | SupplyStatement[];
export type Complete = 'complete';

/**
 * One patient's review: header, request, anchors and records.
 */
export interface RationaleCase {
  /**
   * Named times, such as `admission`.
   */
  anchors?: {
    [k: string]: Anchor | null;
  } | null;
  /**
   * A time with its offset from UTC, seconds optional: `2026-03-03T09:00-05:00`.
   */
  as_of: string;
  /**
   * Id of the case.
   */
  case: string;
  /**
   * Medicare contractor.
   */
  contractor?: string | null;
  /**
   * Days that are no business days, besides weekends.
   */
  holidays?: Date[] | null;
  /**
   * Hides records recorded after it.
   */
  known_at?: Instant | null;
  line_of_business?: string | null;
  /**
   * When the case was put together; by default the as-of time.
   */
  made_at?: Instant | null;
  /**
   * Records that are there and could not be read: no absence of their kind is settled where they may lie.
   */
  not_read?: NotRead[] | null;
  patient?: Patient | null;
  payer?: string | null;
  plan?: string | null;
  /**
   * The records; their ids are unique.
   */
  records?: Record[] | null;
  request?: Request | null;
  state?: string | null;
  /**
   * Which records the sender says are all here.
   */
  supply?: Supply | null;
  /**
   * Name of the time zone whose calendar days count. The core needs `zone_offsets` beside it; the command fills them in.
   */
  zone?: Name | null;
  /**
   * Offsets from UTC of that zone, the first holding from ever. Without zone and offsets: the offset that `as_of` is written
   * with.
   *
   * @minItems 1
   * @maxItems 801
   */
  zone_offsets?: [ZoneOffset, ...ZoneOffset[]] | null;
}
/**
 * From, to; without `to` it still runs.
 */
export interface Period {
  from: Moment;
  to?: Moment | null;
}
/**
 * A record that could not be read: at one time, or from, to; neither: at any time.
 */
export interface NotRead {
  at?: Moment | null;
  from?: Moment | null;
  kind: Kind;
  to?: Moment | null;
}
export interface Patient {
  birth_date?: Moment | null;
  sex?: Sex | null;
}
/**
 * One typed, dated, sourced datum. It needs `fact` or `codes`.
 */
export interface Record {
  /**
   * When, for what has one time.
   */
  at?: Moment | null;
  /**
   * What it is about, coded: one thing, perhaps coded several ways.
   */
  codes?: OneOrMany | null;
  /**
   * The period is over, where `to` does not say since when.
   */
  ended?: boolean | null;
  /**
   * The fact it is given for, by name.
   */
  fact?: Name | null;
  /**
   * From when, for a period.
   */
  from?: Moment | null;
  id: Name;
  /**
   * What sort of record it is; a fact may read only some.
   */
  kind?: Kind | null;
  /**
   * Why there is no value, where it was taken without one.
   */
  no_value?: string | null;
  /**
   * Qualifiers and components by name; each may have several values.
   */
  parts?: {
    [k: string]: OneOrMany2 | null;
  } | null;
  /**
   * When it was written down.
   */
  recorded_at?: Moment | null;
  /**
   * Ids of records it takes the place of.
   */
  replaces?: OneOrMany3 | null;
  source?: Source | null;
  /**
   * What became of it; by default `final`.
   */
  status?: Status | null;
  /**
   * Until when; without it a period still runs.
   */
  to?: Moment | null;
  /**
   * Its value. One that does not fit its fact counts as any value.
   */
  value?: BareValue | null;
}
export interface Code {
  code: Name;
  /**
   * For people; not read.
   */
  display?: string | null;
  /**
   * `loinc`, `snomed`, `icd10cm`, `icd10pcs`, `cpt`, `hcpcs`, `rxnorm`, `cvx`, `ndc`, `local`, or the FHIR address.
   */
  system: string;
}
/**
 * A number with its unit (`number`, `bound`, or `from` and `to`), codes, or why there is no value.
 */
export interface Value {
  /**
   * The true value is less (at most, more, at least) than `number`.
   */
  bound?: BoundSign | null;
  code?: Name | null;
  codes?: OneOrMany | null;
  display?: string | null;
  /**
   * The true value is at least this.
   */
  from?: Number | null;
  no_value?: string | null;
  number?: Number | null;
  system?: Name | null;
  /**
   * The true value is at most this.
   */
  to?: Number | null;
  /**
   * UCUM unit.
   */
  unit?: string | null;
}
/**
 * Where a record is documented.
 */
export interface Source {
  author_role?: string | null;
  /**
   * Id of the document.
   */
  document?: string | null;
  /**
   * The element of that resource: `component[0]`.
   */
  element?: string | null;
  line?: Counting | null;
  page?: Counting | null;
  quote?: string | null;
  /**
   * The resource it was taken from, such as `Observation/bp1`.
   */
  resource?: string | null;
  section?: string | null;
  /**
   * The element that its time was taken from: `effectiveDateTime`.
   */
  time_from?: string | null;
  /**
   * Type of the document.
   */
  type?: string | null;
}
/**
 * What is asked for.
 */
export interface Request {
  /**
   * Block of the guideline, where one is named.
   */
  block?: Name | null;
  /**
   * Day of the stay; 1 is the date of admission.
   */
  day?: Counting | null;
  /**
   * Id of the guideline, where one is named.
   */
  guideline?: Name | null;
  /**
   * Items or services asked for.
   */
  item?: OneOrMany | null;
  /**
   * Level of care.
   */
  level?: Name | null;
  period?: Period | null;
  received?: Moment | null;
  /**
   * `admission`, `continued_stay`, `prior_authorization`, `discharge`.
   */
  type?: Name | null;
  units?: Units | null;
  /**
   * `standard`, `expedited`.
   */
  urgency?: Name | null;
}
/**
 * How much is asked for.
 */
export interface Units {
  unit: Name;
  value: Number;
}
/**
 * Whether all that was recorded is here, and who says so.
 */
export interface SupplyComplete {
  by?: string | null;
  complete: boolean;
}
/**
 * All records of a kind, or of a fact, from, to: exactly one of `kind` and `fact`.
 */
export interface SupplyStatement {
  by?: string | null;
  fact?: Name | null;
  from?: Moment | null;
  kind?: Kind | null;
  to?: Moment | null;
}
/**
 * From when which offset holds.
 */
export interface ZoneOffset {
  /**
   * Left out of the first only.
   */
  from?: Instant | null;
  offset: string;
}
