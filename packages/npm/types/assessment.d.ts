// Made from docs/schema/assessment.schema.json; do not edit.

/**
 * What a status rests on.
 */
export type EvidenceShape =
  | RecordShape
  | {
      /**
       * Its codes.
       */
      codes?: string[];
      /**
       * The fact.
       */
      fact: string;
      /**
       * Its label.
       */
      fact_label: string;
      /**
       * From when it was looked for; left out: ever.
       */
      from?: string | null;
      kind: 'absence';
      /**
       * Who says that the supply is complete; left out: the case.
       */
      supply_by?: string | null;
      /**
       * To when.
       */
      to?: string | null;
    }
  | {
      /**
       * By when, or since when.
       */
      at: string;
      kind: 'due';
      /**
       * Due or overdue.
       */
      standing: 'next' | 'overdue' | 'overdue_unless_documented';
    }
  | {
      kind: 'header';
      /**
       * Its name.
       */
      name: string;
      /**
       * Its value.
       */
      value: string;
    }
  | {
      kind: 'calculated';
      /**
       * Its label.
       */
      name: string;
      /**
       * The value with its unit, cut after four places.
       */
      value: string;
    };
/**
 * Where a criterion of an overlay comes from.
 */
export type OriginShape = 'base' | 'replaced' | 'added';
/**
 * A number in JSON.
 */
export type NumberShape = number | string;

/**
 * All that was answered on a case.
 */
export interface AnswerShape {
  /**
   * One for each guideline that applies, or was named by the request; never merged.
   */
  assessments: AssessmentShape[];
  /**
   * The case's id.
   */
  case: string;
  /**
   * Guidelines that may apply, with what would tell.
   */
  may_apply: MayApplyShape[];
  /**
   * Ids of guidelines that do not apply.
   */
  not_applicable: string[];
  /**
   * Guidelines that apply and cannot tell which of their blocks the request asks for.
   */
  unanswered: UnansweredShape[];
  /**
   * Version of this shape.
   */
  version: number;
}
/**
 * The answer of one guideline.
 */
export interface AssessmentShape {
  audit: AuditShape;
  /**
   * The block that was asked for.
   */
  block?: string | null;
  disposition: DispositionShape;
  /**
   * The finding trees: `applies`, what every level needs, the block, discharge, answers.
   */
  findings: FindingShape[];
  guideline: GuidelineShape;
  /**
   * How the levels stand, where there is a ladder and a level was asked for.
   */
  levels?: LevelsShape | null;
  /**
   * The smallest sets of questions some answers to which meet it, where it is open and they were looked for.
   */
  missing?: MissingShape | null;
  /**
   * The answer.
   */
  outcome: 'not_applicable' | 'insufficient_information' | 'does_not_meet' | 'meets';
  /**
   * The answer in words.
   */
  outcome_words: string;
  /**
   * What would settle it.
   */
  questions: QuestionShape[];
  /**
   * Path of the criterion whose grant is approved.
   */
  route?: string | null;
  /**
   * Why, in one sentence.
   */
  why: string;
}
/**
 * What ties the answer to its inputs.
 */
export interface AuditShape {
  /**
   * The as-of time.
   */
  as_of: string;
  /**
   * SHA-256 of the case's header and of the records this guideline can read.
   */
  case_digest: string;
  /**
   * Version of the engine.
   */
  engine: string;
  /**
   * SHA-256 of the guideline's content.
   */
  guideline_digest: string;
  /**
   * Changes whenever outcome, status, reasons or evidence of the same inputs could.
   */
  meaning: number;
}
/**
 * What to do.
 */
export interface DispositionShape {
  /**
   * Approve this.
   */
  approve?: ApprovalShape | null;
  /**
   * By when the request is to be decided.
   */
  deadline?: DeadlineShape | null;
  /**
   * Conditions and their due dates.
   */
  due?: DueShape[];
  /**
   * Ask for judgements, of the roles that the question names: indexes into `questions`, from 0.
   */
  judgements?: number[];
  /**
   * Limits to tell.
   */
  limits?: string[];
  /**
   * When to review next.
   */
  next_review?: string | null;
  /**
   * Not yet due.
   */
  not_yet_due?: NotYetDueShape | null;
  /**
   * How each series of due dates (recertification, reassessment) stands.
   */
  recertification?: RecertificationShape[];
  /**
   * Refer to a physician.
   */
  refer?: ReferralShape | null;
  /**
   * Repair the data: indexes into `questions`, from 0.
   */
  repair_data?: number[];
  /**
   * What is to be reported.
   */
  reports?: string[];
  /**
   * Ask for documents: indexes into `questions`, from 0.
   */
  request_documents?: number[];
}
/**
 * An approval: never more than asked.
 */
export interface ApprovalShape {
  /**
   * How much; left out: as requested.
   */
  amount?: AmountShape | null;
  /**
   * Path of the route or id of the block whose grant this is.
   */
  by: string;
  /**
   * Its citations.
   */
  cites?: CiteShape[];
  /**
   * Earlier routes still undetermined.
   */
  earlier_undetermined?: string[];
  /**
   * First day or instant.
   */
  from?: string | null;
  /**
   * Last day or instant.
   */
  until?: string | null;
}
/**
 * An amount and its unit.
 */
export interface AmountShape {
  /**
   * Of what.
   */
  unit: string;
  /**
   * How many.
   */
  value: number | string;
}
/**
 * A citation.
 */
export interface CiteShape {
  /**
   * `regulation`, `ncd`, `lcd` ...
   */
  class: string;
  /**
   * First day in force.
   */
  in_force?: string | null;
  /**
   * Last day in force.
   */
  in_force_to?: string | null;
  /**
   * When it was read.
   */
  read?: string | null;
  /**
   * What is cited.
   */
  text: string;
  /**
   * Whether the author is unsure of it.
   */
  unsure?: boolean;
  /**
   * Where it can be read.
   */
  url?: string | null;
}
/**
 * By when the request is to be decided, as far as the case tells. A date means the end of that day.
 */
export interface DeadlineShape {
  /**
   * The last it may be, where that is another.
   */
  at_latest?: string | null;
  /**
   * The first it may be: a decision by then is in time by every rule that may hold.
   */
  by?: string | null;
  /**
   * To when it may be put off, where the conditions of the rules for that hold.
   */
  extended_to?: string | null;
  /**
   * What is not known, where that leaves it open.
   */
  open?: DeadlineOpenShape[];
  /**
   * The rules that may hold.
   */
  rules?: DeadlineRuleShape[];
}
/**
 * What is not known.
 */
export interface DeadlineOpenShape {
  /**
   * Its code.
   */
  code: string;
  /**
   * In words.
   */
  words: string;
}
/**
 * What one rule says.
 */
export interface DeadlineRuleShape {
  /**
   * The last it may be, where that is another.
   */
  at_latest?: string | null;
  /**
   * The first it may be.
   */
  by?: string | null;
  /**
   * Where it stands.
   */
  cites: CiteShape[];
  /**
   * To when.
   */
  extended_to?: string | null;
  /**
   * By how much it may be put off.
   */
  extension?: string | null;
  /**
   * Counted from receipt: `7 calendar days`.
   */
  length: string;
  /**
   * What it depends on that the case does not say.
   */
  when?: string | null;
}
/**
 * Something due later.
 */
export interface DueShape {
  /**
   * By when; left out where its anchor is not given.
   */
  by?: string | null;
  /**
   * What.
   */
  what: string;
}
/**
 * Not yet due.
 */
export interface NotYetDueShape {
  /**
   * Paths of the criteria whose window still runs.
   */
  criteria: string[];
  /**
   * When to look again.
   */
  until?: string | null;
}
/**
 * How a series of due dates stands.
 */
export interface RecertificationShape {
  /**
   * By when, or since when: a date where the series runs in days or longer.
   */
  at: string;
  /**
   * Path of the criterion.
   */
  criterion: string;
  /**
   * Whether it is due or overdue.
   */
  standing: 'next' | 'overdue' | 'overdue_unless_documented';
}
/**
 * A referral to a physician.
 */
export interface ReferralShape {
  /**
   * Which.
   */
  role: string;
  /**
   * Why.
   */
  why: ReferralWhyShape[];
  /**
   * What would have to come out otherwise, where criteria are not met. For the physician, never for the provider.
   */
  would_change?: WouldChangeShape | null;
}
/**
 * Why a physician is asked.
 */
export interface ReferralWhyShape {
  /**
   * What was asked, where more was than the criteria support.
   */
  asked?: string | null;
  /**
   * Paths of the criteria.
   */
  criteria?: string[];
  /**
   * `unmet`, `excluded`, `conflict`, `judgement`, `beyond_supported` or `rule`.
   */
  kind: string;
  /**
   * What they support.
   */
  supported?: string | null;
  /**
   * In words, fit for the physician.
   */
  words: string;
}
/**
 * The smallest sets of criteria that would have to come out otherwise. For the physician and the author.
 */
export interface WouldChangeShape {
  /**
   * There are more than are listed.
   */
  cut?: boolean;
  /**
   * Paths of criteria.
   */
  sets: string[][];
}
/**
 * The answer on one node.
 */
export interface FindingShape {
  /**
   * Nodes below, in written order.
   */
  children?: FindingShape[];
  /**
   * The passages that this criterion implements.
   */
  cites?: CiteShape[];
  /**
   * Whether it is part of why its parent stands as it does.
   */
  decisive: boolean;
  /**
   * What the status rests on.
   */
  evidence?: EvidenceShape[];
  /**
   * What would settle it.
   */
  gaps?: GapShape[];
  /**
   * What it is.
   */
  kind: 'block' | 'criterion' | 'exclusion' | 'circumstance' | 'waiver' | 'detail';
  /**
   * Its label.
   */
  label: string;
  /**
   * It was switched off by `when`: counts as met.
   */
  not_required?: boolean;
  /**
   * Notes of the author.
   */
  notes?: string[];
  /**
   * In an overlay: whether the criterion is as in the base, replaced or added.
   */
  origin?: OriginShape | null;
  /**
   * Its path, unique among its guideline's criteria.
   */
  path: string;
  /**
   * Why it is undetermined, or what remains to be said.
   */
  reasons?: ReasonShape1[];
  /**
   * Records that were looked at and do not count.
   */
  set_aside?: SetAsideShape[];
  /**
   * How it stands.
   */
  status: 'unmet' | 'undetermined' | 'met';
  /**
   * Its own test failed but a waiver holds.
   */
  waived?: boolean;
  /**
   * What it asks, in the author's words.
   */
  words?: string;
}
/**
 * A record.
 */
export interface RecordShape {
  kind: 'record';
}
/**
 * What would settle an undetermined finding.
 */
export interface GapShape {
  ask: AskShape;
  /**
   * The fact that is asked about.
   */
  fact?: string | null;
  /**
   * Its label.
   */
  fact_label?: string | null;
  /**
   * From when.
   */
  from?: string | null;
  /**
   * The part, where only that is missing.
   */
  part?: string | null;
  reason: ReasonShape;
  /**
   * Records that leave it open.
   */
  records?: string[];
  /**
   * To when.
   */
  to?: string | null;
}
/**
 * Whom to ask, and what.
 */
export interface AskShape {
  /**
   * Whom; left out: whoever keeps the records.
   */
  role?: string | null;
  /**
   * What.
   */
  text: string;
}
/**
 * Why it is open.
 */
export interface ReasonShape {
  /**
   * Who can mend it.
   */
  class: 'askable' | 'technical' | 'neither';
  /**
   * Its code, such as `not_documented`.
   */
  code: string;
  /**
   * Whose judgement is needed.
   */
  roles?: string[];
  /**
   * When to look again.
   */
  until?: string | null;
  /**
   * In words.
   */
  words: string;
}
/**
 * Why something is undetermined.
 */
export interface ReasonShape1 {
  /**
   * Who can mend it.
   */
  class: 'askable' | 'technical' | 'neither';
  /**
   * Its code, such as `not_documented`.
   */
  code: string;
  /**
   * Whose judgement is needed.
   */
  roles?: string[];
  /**
   * When to look again.
   */
  until?: string | null;
  /**
   * In words.
   */
  words: string;
}
/**
 * A record that was looked at and does not count.
 */
export interface SetAsideShape {
  /**
   * When.
   */
  at?: string | null;
  /**
   * Why, as a code such as `outside_window`.
   */
  code: string;
  /**
   * How far from the window's anchor or from review.
   */
  distance?: string | null;
  /**
   * The fact it was read for.
   */
  fact: string;
  /**
   * The fact's label.
   */
  fact_label: string;
  /**
   * Whether it leaves the criterion open rather than deciding it.
   */
  leaves_open?: boolean;
  /**
   * Parts that were asked about.
   */
  parts?: PartShape[];
  /**
   * Whether it is preliminary.
   */
  preliminary?: boolean;
  /**
   * The record's id.
   */
  record: string;
  /**
   * Where it is documented.
   */
  source?: SourceShape | null;
  /**
   * Its unit.
   */
  unit?: string | null;
  /**
   * Until when, for a period that ended.
   */
  until?: string | null;
  /**
   * Its value; a number where it has a unit and is one number exactly.
   */
  value?: NumberShape | null;
  /**
   * Why, in words.
   */
  words: string;
}
/**
 * A part of a record.
 */
export interface PartShape {
  /**
   * Its label.
   */
  label: string;
  /**
   * Its value.
   */
  value: string;
}
/**
 * Where a record is documented.
 */
export interface SourceShape {
  /**
   * Who wrote it.
   */
  author_role?: string | null;
  /**
   * Document id.
   */
  document?: string | null;
  /**
   * The element of that resource.
   */
  element?: string | null;
  /**
   * Line.
   */
  line?: number | null;
  /**
   * Page.
   */
  page?: number | null;
  /**
   * What it says.
   */
  quote?: string | null;
  /**
   * The resource it was taken from.
   */
  resource?: string | null;
  /**
   * Section.
   */
  section?: string | null;
  /**
   * The element that its time was taken from.
   */
  time_from?: string | null;
  /**
   * Document type.
   */
  type?: string | null;
}
/**
 * Which guideline.
 */
export interface GuidelineShape {
  /**
   * Its citations.
   */
  cites?: CiteShape[];
  /**
   * Its edition.
   */
  edition?: string | null;
  /**
   * Its id.
   */
  id: string;
  /**
   * Its label.
   */
  label: string;
  /**
   * What it changed of its base, where it is an overlay.
   */
  overlay?: OverlayShape | null;
  /**
   * `draft`, `approved`, `retired`.
   */
  status: string;
}
/**
 * What an overlay changed of its base. What it replaced and added is said of each finding.
 */
export interface OverlayShape {
  /**
   * The base's id.
   */
  base: string;
  /**
   * The base's edition.
   */
  edition: string;
  /**
   * What it promises, proved when it was loaded: `no_stricter`, `no_looser`.
   */
  promises?: string[];
  /**
   * Criteria of the base that are gone.
   */
  removed?: RemovedShape[];
  /**
   * Settings of the base that it sets.
   */
  set?: SetToShape[];
}
/**
 * A criterion of the base that an overlay removes.
 */
export interface RemovedShape {
  /**
   * Its label.
   */
  label?: string;
  /**
   * Its path in the base.
   */
  path: string;
  /**
   * Why.
   */
  reason: string;
}
/**
 * A setting of the base that an overlay sets.
 */
export interface SetToShape {
  /**
   * Its value in the base.
   */
  from: string;
  /**
   * Its label.
   */
  label?: string;
  /**
   * Its name.
   */
  setting: string;
  /**
   * Its value here.
   */
  to: string;
}
/**
 * How the levels stand.
 */
export interface LevelsShape {
  /**
   * The highest lower level that is met: for the physician, never certified.
   */
  alternative?: string | null;
  /**
   * The highest that is met.
   */
  highest_met?: string | null;
  /**
   * Undetermined ones above the request.
   */
  not_ruled_out?: string[];
  /**
   * The one asked for.
   */
  requested?: string | null;
}
/**
 * The smallest sets of questions some answers to which meet an open request.
 */
export interface MissingShape {
  /**
   * The search did not look everywhere, or made up no answer to some question that would do: there may be more sets, and smaller ones.
   */
  cut?: boolean;
  /**
   * The questions that the sets speak of.
   */
  questions: QuestionShape[];
  /**
   * The sets: fewest questions first, then in guideline order. None holds another.
   */
  sets: MissingSetShape[];
  /**
   * Sets of up to so many questions were looked for.
   */
  up_to: number;
}
/**
 * A question, for all the criteria it would settle.
 */
export interface QuestionShape {
  ask: AskShape1;
  /**
   * Paths of the criteria that ask it.
   */
  criteria: string[];
  /**
   * The fact that is asked about.
   */
  fact?: string | null;
  /**
   * Its label.
   */
  fact_label?: string | null;
  /**
   * From when.
   */
  from?: string | null;
  /**
   * The part, where only that is missing.
   */
  part?: string | null;
  reason: ReasonShape2;
  /**
   * Records that leave it open.
   */
  records?: string[];
  /**
   * To when.
   */
  to?: string | null;
}
/**
 * Whom to ask, and what.
 */
export interface AskShape1 {
  /**
   * Whom; left out: whoever keeps the records.
   */
  role?: string | null;
  /**
   * What.
   */
  text: string;
}
/**
 * Why something is undetermined.
 */
export interface ReasonShape2 {
  /**
   * Who can mend it.
   */
  class: 'askable' | 'technical' | 'neither';
  /**
   * Its code, such as `not_documented`.
   */
  code: string;
  /**
   * Whose judgement is needed.
   */
  roles?: string[];
  /**
   * When to look again.
   */
  until?: string | null;
  /**
   * In words.
   */
  words: string;
}
/**
 * One such set.
 */
export interface MissingSetShape {
  /**
   * Indexes into the `questions` beside it, from 0.
   */
  questions: number[];
  witness: WitnessShape;
}
/**
 * Such answers. Put into the case they make the engine say *meets*. Not for the provider.
 */
export interface WitnessShape {
  /**
   * Anchors to add.
   */
  anchors?: {
    [k: string]: unknown;
  };
  /**
   * Further fields of the header to add.
   */
  header?: {
    [k: string]: unknown;
  };
  /**
   * Fields of `patient` to add.
   */
  patient?: {
    [k: string]: unknown;
  };
  /**
   * Records to add.
   */
  records?: unknown[];
  /**
   * Fields of `request` to add.
   */
  request?: {
    [k: string]: unknown;
  };
  /**
   * Statements of supply to add.
   */
  supply?: unknown[];
}
/**
 * A guideline of which it is not known whether it applies.
 */
export interface MayApplyShape {
  /**
   * What would tell.
   */
  gaps: GapShape[];
  /**
   * Its id.
   */
  guideline: string;
  /**
   * Its label.
   */
  label: string;
}
/**
 * A guideline that applies and cannot tell what the request asks of it.
 */
export interface UnansweredShape {
  /**
   * Its id.
   */
  guideline: string;
  /**
   * Why, and what to name in the request.
   */
  why: string;
}
