//! Units of measure: UCUM spellings, dimensions, exact conversion.
