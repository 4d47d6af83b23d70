//! How the codes of a system are written. What is not written so is a range, a word or a slip, and would match nothing.

use super::System;

/// Whether a text is written as a code of the system is, or as the beginning of one.
pub(super) fn fits(system: System, text: &str, whole: bool) -> bool {
    let text = text.trim().to_ascii_uppercase();
    let code = Code { text: text.as_bytes(), whole };
    match system {
        System::Icd10Cm | System::Icd10 => code.icd10(),
        System::Icd10Pcs => code.of_letters_and_digits(7, |byte| byte.is_ascii_alphanumeric()),
        System::Cpt | System::Hcpcs => code.five(),
        System::Cdt => code.five() && code.text.first() == Some(&b'D'),
        System::Loinc => code.loinc(),
        System::Snomed | System::RxNorm | System::Cvx => code.text.iter().all(u8::is_ascii_digit),
        System::Ndc => code.text.iter().all(|byte| byte.is_ascii_digit() || *byte == b'-'),
        System::Icd9Cm
        | System::Nucc
        | System::Revenue
        | System::Sop
        | System::CdcRec
        | System::Unii
        | System::Hl7
        | System::Local => true,
    }
}

struct Code<'t> {
    text: &'t [u8],
    whole: bool,
}

impl Code<'_> {
    /// `I50`, `I50.23`, `I5023`, `M1A.00X0`. An `X` holds the place of what stands behind it: alone behind the dot it is a slip.
    fn icd10(&self) -> bool {
        let mut parts = self.text.splitn(2, |byte| *byte == b'.');
        let (category, below) = (parts.next().unwrap_or_default(), parts.next());
        let first = category.first().is_some_and(u8::is_ascii_uppercase);
        let second = category.get(1).is_none_or(u8::is_ascii_digit);
        let all = category.iter().chain(below.unwrap_or_default()).all(u8::is_ascii_alphanumeric);
        let length = match below {
            Some(below) => category.len() == 3 && below.len() <= 4 && below != b"X",
            None => category.len() <= 7,
        };
        let enough = !self.whole || (category.len() >= 3 && below.is_none_or(|below| !below.is_empty()));
        first && second && all && length && enough
    }

    fn of_letters_and_digits(&self, length: usize, is: impl Fn(u8) -> bool) -> bool {
        let long = if self.whole { self.text.len() == length } else { self.text.len() <= length };
        long && self.text.iter().all(|byte| is(*byte))
    }

    /// `E1390`, `99213`, `0001U`: four digits, and a digit or a letter before or behind them.
    fn five(&self) -> bool {
        let letter = |at: usize| self.text.get(at).is_some_and(u8::is_ascii_uppercase);
        let middle = self.text.iter().skip(1).take(3).all(u8::is_ascii_digit);
        self.of_letters_and_digits(5, |byte| byte.is_ascii_alphanumeric())
            && middle
            && !(letter(0) && letter(4))
    }

    /// `59408-5`; parts and answers have letters before (`LP7839-6`).
    fn loinc(&self) -> bool {
        let text = self
            .text
            .strip_prefix(b"L")
            .and_then(|rest| rest.strip_prefix(b"P").or_else(|| rest.strip_prefix(b"A")));
        let (last, before) = match text.unwrap_or(self.text) {
            [before @ .., b'-', last] => (last, before),
            _ => return false,
        };
        last.is_ascii_digit() && !before.is_empty() && before.iter().all(u8::is_ascii_digit)
    }
}

#[cfg(test)]
mod tests {
    use super::fits;
    use crate::value::code::System::{self, *};

    #[test]
    fn codes_as_they_are_written() {
        let sound: [(System, &[&str]); 9] = [
            (
                Icd10Cm,
                &[
                    "I50", "I50.23", "I5023", "e11.9", "M1A.00X0", "T36.0X1A", "S02.0XXA", "U07.1", "C7A.1",
                    "Z3A.40",
                ],
            ),
            (Icd10Pcs, &["5A1955Z", "02HV33Z"]),
            (Cpt, &["99213", "0001U", "0075T", "1234F"]),
            (Hcpcs, &["E1390", "g0008", "99213"]),
            (Cdt, &["D0120"]),
            (Loinc, &["59408-5", "2708-6", "LP7839-6", "LA6576-8"]),
            (Snomed, &["73211009"]),
            (Ndc, &["0002-8215-01", "00028215017"]),
            (Local, &["anything at all", "a-b", "x*"]),
        ];
        for (system, codes) in sound {
            codes.iter().for_each(|code| assert!(fits(system, code, true), "{system:?} {code}"));
        }
        let slips: [(System, &[&str]); 7] = [
            (
                Icd10Cm,
                &[
                    "C00-C97",
                    "E08.*",
                    "I50.x",
                    "I5O.9x!",
                    "I",
                    "I5",
                    "50.1",
                    "diabetes",
                    "E11.",
                    "I50.23456",
                    "IO0",
                    "E11 9",
                ],
            ),
            (Icd10Pcs, &["5A195", "02HV33Z1"]),
            (Cpt, &["99213-99215", "9921", "A1234B", "AB123"]),
            (Hcpcs, &["E2102-E2103", "601", "E13900", "wheelchair", "E139O"]),
            (Cdt, &["E0120"]),
            (Loinc, &["glucose", "59408", "59408-", "-5", "2708-6-1"]),
            (RxNorm, &["lasix", "20 5"]),
        ];
        for (system, codes) in slips {
            codes.iter().for_each(|code| assert!(!fits(system, code, true), "{system:?} {code}"));
        }
    }

    #[test]
    fn beginnings_of_codes() {
        for (system, code) in [
            (Icd10Cm, "I"),
            (Icd10Cm, "I50"),
            (Icd10Cm, "I50."),
            (Icd10Cm, "E11.6"),
            (Hcpcs, "E13"),
            (Icd10Pcs, "02H"),
        ] {
            assert!(fits(system, code, false), "{code}");
        }
        for (system, code) in [(Icd10Cm, "5"), (Icd10Cm, "I50.*"), (Hcpcs, "E13-"), (Icd10Cm, "E11.65432")] {
            assert!(!fits(system, code, false), "{code}");
        }
    }
}
