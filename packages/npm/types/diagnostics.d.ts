// Made from docs/schema/diagnostics.schema.json; do not edit.

/**
 * What is wrong.
 */
export interface DiagnosticsShape {
  /**
   * Faults of criteria texts, by file and place.
   */
  diagnostics: DiagnosticShape[];
  /**
   * What of cases nothing reads, though it names what criteria have: likely slips.
   */
  doubts?: ProblemShape[];
  /**
   * Files that could not be read, and cases whose shape is wrong.
   */
  problems: ProblemShape[];
  /**
   * Version of this shape.
   */
  version: number;
}
/**
 * One fault of a criteria text.
 */
export interface DiagnosticShape {
  /**
   * Stands alone.
   */
  headline: string;
  /**
   * What to do.
   */
  help?: string[];
  /**
   * Names the fault; `rationale explain` tells more.
   */
  id: string;
  primary: LabelShape;
  /**
   * Other places that matter.
   */
  secondary?: LabelShape1[];
  /**
   * How much it weighs.
   */
  severity: 'warning' | 'error';
}
/**
 * The place it is about.
 */
export interface LabelShape {
  /**
   * First column.
   */
  column: number;
  /**
   * The column after the last.
   */
  end_column: number;
  /**
   * Last line.
   */
  end_line: number;
  /**
   * The file.
   */
  file: string;
  /**
   * First line.
   */
  line: number;
  /**
   * What to say beside it.
   */
  text?: string;
}
/**
 * A place and what to say of it. Lines and columns count from 1, columns in characters; the end is outside.
 */
export interface LabelShape1 {
  /**
   * First column.
   */
  column: number;
  /**
   * The column after the last.
   */
  end_column: number;
  /**
   * Last line.
   */
  end_line: number;
  /**
   * The file.
   */
  file: string;
  /**
   * First line.
   */
  line: number;
  /**
   * What to say beside it.
   */
  text?: string;
}
/**
 * A file that could not be used.
 */
export interface ProblemShape {
  /**
   * The file.
   */
  file: string;
  /**
   * Its line, where known.
   */
  line?: number | null;
  /**
   * What is wrong, without any value of the file.
   */
  words: string;
}
