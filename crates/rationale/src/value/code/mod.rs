//! Codes of the systems that criteria speak of, and how two spellings of one code are known as one.

mod csv;
mod set;

pub use csv::{CsvError, CsvFault, CsvRow, parse_csv};
pub use set::{CodeMember, CodeSet, Matcher, MemberError};

use std::borrow::Cow;
use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};

/// A code system.
///
/// ```
/// use rationale::value::code::System;
/// assert_eq!(System::parse("icd10cm"), Some(System::Icd10Cm));
/// assert_eq!(System::from_uri("http://loinc.org"), Some(System::Loinc));
/// assert_eq!(System::from_uri("urn:oid:2.16.840.1.113883.6.96"), Some(System::Snomed));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum System {
    /// LOINC.
    Loinc,
    /// SNOMED CT.
    Snomed,
    /// ICD-10-CM, diagnoses.
    Icd10Cm,
    /// ICD-10-PCS, procedures.
    Icd10Pcs,
    /// CPT.
    Cpt,
    /// HCPCS level II.
    Hcpcs,
    /// RxNorm.
    RxNorm,
    /// CVX, vaccines.
    Cvx,
    /// NDC.
    Ndc,
    /// The sender's own codes.
    Local,
}

/// A system, its short name, its FHIR addresses and its OIDs.
type SystemRow = (System, &'static str, &'static [&'static str], &'static [&'static str]);

const SYSTEMS: [SystemRow; 10] = [
    (System::Loinc, "loinc", &["http://loinc.org"], &["2.16.840.1.113883.6.1"]),
    (System::Snomed, "snomed", &["http://snomed.info/sct"], &["2.16.840.1.113883.6.96"]),
    (System::Icd10Cm, "icd10cm", &["http://hl7.org/fhir/sid/icd-10-cm"], &["2.16.840.1.113883.6.90"]),
    (
        System::Icd10Pcs,
        "icd10pcs",
        &["http://www.cms.gov/Medicare/Coding/ICD10", "http://hl7.org/fhir/sid/icd-10-pcs"],
        &["2.16.840.1.113883.6.4"],
    ),
    (System::Cpt, "cpt", &["http://www.ama-assn.org/go/cpt"], &["2.16.840.1.113883.6.12"]),
    (
        System::Hcpcs,
        "hcpcs",
        &[
            "http://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets",
            "https://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets",
            "http://terminology.hl7.org/CodeSystem/HCPCS",
            "http://terminology.hl7.org/CodeSystem/HCPCS-all-codes",
        ],
        &["2.16.840.1.113883.6.285", "2.16.840.1.113883.6.14"],
    ),
    (System::RxNorm, "rxnorm", &["http://www.nlm.nih.gov/research/umls/rxnorm"], &["2.16.840.1.113883.6.88"]),
    (System::Cvx, "cvx", &["http://hl7.org/fhir/sid/cvx"], &["2.16.840.1.113883.12.292"]),
    (System::Ndc, "ndc", &["http://hl7.org/fhir/sid/ndc"], &["2.16.840.1.113883.6.69"]),
    (System::Local, "local", &[], &[]),
];

impl System {
    /// Every system, in the order of the language reference.
    pub fn every() -> impl Iterator<Item = Self> {
        SYSTEMS.iter().map(|(system, ..)| *system)
    }

    /// The system of that short name: `loinc snomed icd10cm icd10pcs cpt hcpcs rxnorm cvx ndc local`.
    #[must_use]
    pub fn parse(short_name: &str) -> Option<Self> {
        SYSTEMS.iter().find(|(_, name, ..)| *name == short_name).map(|(system, ..)| *system)
    }

    /// The system of that FHIR address or OID (with `urn:oid:` or without). A version after `|` is passed over.
    #[must_use]
    pub fn from_uri(uri: &str) -> Option<Self> {
        let uri = uri.trim();
        let uri = uri.split_once('|').map_or(uri, |(uri, _)| uri);
        let uri = uri.strip_suffix('/').unwrap_or(uri);
        let oid = uri.strip_prefix("urn:oid:").unwrap_or(uri);
        let known = |(_, _, uris, oids): &&SystemRow| uris.contains(&uri) || oids.contains(&oid);
        let found = SYSTEMS.iter().find(known).map(|(system, ..)| *system);
        // National editions of SNOMED CT: `http://snomed.info/sct/731000124108`.
        found.or_else(|| uri.starts_with("http://snomed.info/sct/").then_some(Self::Snomed))
    }

    /// Its short name.
    #[must_use]
    pub fn name(self) -> &'static str {
        SYSTEMS.iter().find(|(system, ..)| *system == self).map_or("", |(_, name, ..)| name)
    }

    /// The address FHIR knows it by; a local code has none.
    #[must_use]
    pub fn uri(self) -> Option<&'static str> {
        SYSTEMS.iter().find(|(system, ..)| *system == self).and_then(|(_, _, uris, _)| uris.first().copied())
    }

    /// Its name for people.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Loinc => "LOINC",
            Self::Snomed => "SNOMED CT",
            Self::Icd10Cm => "ICD-10-CM",
            Self::Icd10Pcs => "ICD-10-PCS",
            Self::Cpt => "CPT",
            Self::Hcpcs => "HCPCS",
            Self::RxNorm => "RxNorm",
            Self::Cvx => "CVX",
            Self::Ndc => "NDC",
            Self::Local => "local code",
        }
    }

    /// Whether its codes hang below one another by their text (`I50.2` below `I50`).
    #[must_use]
    pub fn is_icd10(self) -> bool {
        matches!(self, Self::Icd10Cm | Self::Icd10Pcs)
    }

    /// A code as it is compared: blanks around it dropped; ICD-10 without its dot; ICD-10, CPT and HCPCS in capitals;
    /// an NDC of ten digits in three parts filled to eleven digits.
    #[must_use]
    pub fn key(self, code: &str) -> Cow<'_, str> {
        let code = code.trim();
        match self {
            Self::Icd10Cm | Self::Icd10Pcs => {
                if code.bytes().any(|byte| byte == b'.' || byte.is_ascii_lowercase()) {
                    Cow::Owned(
                        code.chars()
                            .filter(|letter| *letter != '.')
                            .map(|letter| letter.to_ascii_uppercase())
                            .collect(),
                    )
                } else {
                    Cow::Borrowed(code)
                }
            }
            Self::Cpt | Self::Hcpcs => {
                if code.bytes().any(|byte| byte.is_ascii_lowercase()) {
                    Cow::Owned(code.to_ascii_uppercase())
                } else {
                    Cow::Borrowed(code)
                }
            }
            Self::Ndc => ndc_key(code).map_or(Cow::Borrowed(code), Cow::Owned),
            Self::Loinc | Self::Snomed | Self::RxNorm | Self::Cvx | Self::Local => Cow::Borrowed(code),
        }
    }
}

impl fmt::Display for System {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.name())
    }
}

/// `4-4-2`, `5-3-2`, `5-4-1` and `5-4-2` as eleven digits. Ten digits without hyphens could be any of three; they stay.
fn ndc_key(code: &str) -> Option<String> {
    let mut parts = code.split('-');
    let (labeler, product, package) = (parts.next()?, parts.next()?, parts.next()?);
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let known = matches!(
        (labeler.len(), product.len(), package.len()),
        (4, 4, 2) | (5, 3, 2) | (5, 4, 1) | (5, 4, 2)
    );
    if parts.next().is_some() || !known || ![labeler, product, package].into_iter().all(digits) {
        return None;
    }
    Some(format!("{labeler:0>5}{product:0>4}{package:0>2}"))
}

/// A code of a system. Two are equal where they are spellings of one code.
///
/// ```
/// use rationale::value::code::{Code, System};
/// assert_eq!(Code::new(System::Icd10Cm, "i5023"), Code::new(System::Icd10Cm, "I50.23"));
/// assert_ne!(Code::new(System::Snomed, "I50.23"), Code::new(System::Icd10Cm, "I50.23"));
/// ```
#[derive(Clone, Debug)]
pub struct Code {
    /// Its system.
    pub system: System,
    /// The code, as spelled.
    pub code: String,
}

impl Code {
    /// A code as spelled, blanks around it dropped.
    #[must_use]
    pub fn new(system: System, code: &str) -> Self {
        Self { system, code: code.trim().to_owned() }
    }

    /// The code as it is compared.
    #[must_use]
    pub fn key(&self) -> Cow<'_, str> {
        self.system.key(&self.code)
    }
}

impl PartialEq for Code {
    fn eq(&self, other: &Self) -> bool {
        self.system == other.system && (self.code == other.code || self.key() == other.key())
    }
}

impl Eq for Code {}

impl Ord for Code {
    fn cmp(&self, other: &Self) -> Ordering {
        self.system.cmp(&other.system).then_with(|| self.key().cmp(&other.key()))
    }
}

impl PartialOrd for Code {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Hash for Code {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.system.hash(state);
        self.key().hash(state);
    }
}

impl fmt::Display for Code {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{} {}", self.system, self.code)
    }
}

#[cfg(test)]
mod tests;
