//! Codes of the systems that criteria speak of, and how two spellings of one code are known as one.

mod csv;
mod set;
mod shape;
mod valueset;

pub use csv::{CsvError, CsvFault, CsvRow, parse_csv};
pub use set::{CodeMember, CodeSet, DatedCode, Matcher, MemberError};
pub use valueset::{ValueSetError, ValueSetRows, parse_value_set};

use super::text::Text;
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
    /// ICD-9-CM, diagnoses and procedures.
    Icd9Cm,
    /// ICD-10 as WHO has it.
    Icd10,
    /// CDT, dental procedures.
    Cdt,
    /// Provider taxonomy.
    Nucc,
    /// Revenue codes.
    Revenue,
    /// Source of payment typology.
    Sop,
    /// Race and ethnicity.
    CdcRec,
    /// Substances of the FDA.
    Unii,
    /// The code systems of HL7 and FHIR: `v3-ActCode|IMP`.
    Hl7,
    /// The sender's own codes; those of a system that has no short name with its address: `urn:oid:1.2.3|45`.
    Local,
}

/// A system, its short name, its FHIR addresses and its OIDs.
type SystemRow = (System, &'static str, &'static [&'static str], &'static [&'static str]);

const SYSTEMS: [SystemRow; 19] = [
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
            "https://bluebutton.cms.gov/resources/codesystem/hcpcs",
        ],
        &["2.16.840.1.113883.6.285", "2.16.840.1.113883.6.14"],
    ),
    (System::RxNorm, "rxnorm", &["http://www.nlm.nih.gov/research/umls/rxnorm"], &["2.16.840.1.113883.6.88"]),
    (System::Cvx, "cvx", &["http://hl7.org/fhir/sid/cvx"], &["2.16.840.1.113883.12.292"]),
    (System::Ndc, "ndc", &["http://hl7.org/fhir/sid/ndc"], &["2.16.840.1.113883.6.69"]),
    (
        System::Icd9Cm,
        "icd9cm",
        &[
            "http://hl7.org/fhir/sid/icd-9-cm",
            "http://hl7.org/fhir/sid/icd-9-cm/diagnosis",
            "http://hl7.org/fhir/sid/icd-9-cm/procedure",
            "http://terminology.hl7.org/CodeSystem/icd9cm",
            "http://terminology.hl7.org/CodeSystem/ICD-9CM-diagnosiscodes",
            "http://terminology.hl7.org/CodeSystem/ICD-9CM-procedurecodes",
        ],
        &["2.16.840.1.113883.6.103", "2.16.840.1.113883.6.104", "2.16.840.1.113883.6.2"],
    ),
    (
        System::Icd10,
        "icd10",
        &["http://hl7.org/fhir/sid/icd-10", "http://terminology.hl7.org/CodeSystem/icd10"],
        &["2.16.840.1.113883.6.3"],
    ),
    (
        System::Cdt,
        "cdt",
        &["http://www.ada.org/cdt", "http://ada.org/cdt", "http://terminology.hl7.org/CodeSystem/CD2"],
        &["2.16.840.1.113883.6.13"],
    ),
    (
        System::Nucc,
        "nucc",
        &["http://nucc.org/provider-taxonomy", "http://terminology.hl7.org/CodeSystem/nuccProviderCodes"],
        &["2.16.840.1.113883.6.101"],
    ),
    (
        System::Revenue,
        "nubc_revenue",
        &["https://www.nubc.org/CodeSystem/RevenueCodes", "http://www.nubc.org/revenue-code"],
        &["2.16.840.1.113883.6.301.3"],
    ),
    (
        System::Sop,
        "sop",
        &[
            "https://nahdo.org/sopt",
            "http://www.nlm.nih.gov/research/umls/sop",
            "http://terminology.hl7.org/CodeSystem/SOP",
        ],
        &["2.16.840.1.113883.3.221.5"],
    ),
    (
        System::CdcRec,
        "cdcrec",
        &[
            "http://terminology.hl7.org/CodeSystem/CDCREC",
            "http://terminology.hl7.org/CodeSystem/PHRaceAndEthnicityCDC",
        ],
        &["2.16.840.1.113883.6.238"],
    ),
    (System::Unii, "unii", &["http://fdasis.nlm.nih.gov"], &["2.16.840.1.113883.4.9"]),
    (System::Hl7, "hl7", &[], &[]),
    (System::Local, "local", &[], &[]),
];

/// HL7's own code systems by OID, as far as they are met in the records of patients.
const HL7_OIDS: [(&str, &str); 12] = [
    ("2.16.840.1.113883.5.1", "v3-AdministrativeGender"),
    ("2.16.840.1.113883.5.2", "v3-MaritalStatus"),
    ("2.16.840.1.113883.5.4", "v3-ActCode"),
    ("2.16.840.1.113883.5.6", "v3-ActClass"),
    ("2.16.840.1.113883.5.7", "v3-ActPriority"),
    ("2.16.840.1.113883.5.8", "v3-ActReason"),
    ("2.16.840.1.113883.5.14", "v3-ActStatus"),
    ("2.16.840.1.113883.5.83", "v3-ObservationInterpretation"),
    ("2.16.840.1.113883.5.88", "v3-ParticipationFunction"),
    ("2.16.840.1.113883.5.111", "v3-RoleCode"),
    ("2.16.840.1.113883.5.112", "v3-RouteOfAdministration"),
    ("2.16.840.1.113883.5.1008", "v3-NullFlavor"),
];

/// The name of a code system of HL7 or FHIR by its address or OID: `v3-ActCode`, `v2-0112`, `condition-clinical`.
fn hl7_name(uri: &str) -> Option<Cow<'_, str>> {
    let below = |prefix: &str| {
        uri.strip_prefix("http://").or_else(|| uri.strip_prefix("https://"))?.strip_prefix(prefix)
    };
    if let Some(name) = below("terminology.hl7.org/CodeSystem/") {
        return Some(Cow::Borrowed(name));
    }
    if let Some(name) = below("hl7.org/fhir/") {
        // As older versions of FHIR have it: `v3/ActCode`, `v2/0112`.
        let old = name.strip_prefix("v3/").map(|name| ("v3", name));
        let old = old.or_else(|| name.strip_prefix("v2/").map(|name| ("v2", name)));
        return Some(
            old.map_or(Cow::Borrowed(name), |(version, name)| Cow::Owned(format!("{version}-{name}"))),
        );
    }
    let oid = uri.strip_prefix("urn:oid:").unwrap_or(uri);
    if let Some((_, name)) = HL7_OIDS.iter().find(|(known, _)| *known == oid) {
        return Some(Cow::Borrowed(name));
    }
    let table: u32 = oid.strip_prefix("2.16.840.1.113883.12.")?.parse().ok()?;
    Some(Cow::Owned(format!("v2-{table:04}")))
}

/// The address of a system without what may be left out: blanks, a version after `|`, a `/` at the end.
fn plain_uri(uri: &str) -> &str {
    let uri = uri.trim();
    let uri = uri.split_once('|').map_or(uri, |(uri, _)| uri);
    uri.strip_suffix('/').unwrap_or(uri)
}

impl System {
    /// Every system, in the order of the language reference.
    pub fn every() -> impl Iterator<Item = Self> {
        SYSTEMS.iter().map(|(system, ..)| *system)
    }

    /// The system of that short name: `loinc`, `snomed`, `icd10cm` ...
    #[must_use]
    pub fn parse(short_name: &str) -> Option<Self> {
        SYSTEMS.iter().find(|(_, name, ..)| *name == short_name).map(|(system, ..)| *system)
    }

    /// The system of that FHIR address or OID (with `urn:oid:` or without). A version after `|` is passed over.
    ///
    /// HL7's own code systems share one short name and are told apart within the code: [`Code::of_system`] reads these, and all others too.
    #[must_use]
    pub fn from_uri(uri: &str) -> Option<Self> {
        let uri = plain_uri(uri);
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
            Self::Icd9Cm => "ICD-9-CM",
            Self::Icd10 => "ICD-10",
            Self::Cdt => "CDT",
            Self::Nucc => "provider taxonomy",
            Self::Revenue => "revenue code",
            Self::Sop => "source of payment",
            Self::CdcRec => "race and ethnicity",
            Self::Unii => "UNII",
            Self::Hl7 => "HL7",
            Self::Local => "local code",
        }
    }

    /// Whether its codes hang below one another by their text (`I50.2` below `I50`).
    #[must_use]
    pub fn is_icd10(self) -> bool {
        matches!(self, Self::Icd10Cm | Self::Icd10Pcs | Self::Icd10)
    }

    /// A code as it is compared: blanks around it dropped; ICD-10 without its dot; ICD-10, CPT and HCPCS in capitals;
    /// an NDC of ten digits in three parts filled to eleven digits.
    #[must_use]
    pub fn key(self, code: &str) -> Cow<'_, str> {
        let code = code.trim();
        match self {
            Self::Icd10Cm | Self::Icd10Pcs | Self::Icd10 | Self::Icd9Cm => {
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
            Self::Cpt | Self::Hcpcs | Self::Cdt => {
                if code.bytes().any(|byte| byte.is_ascii_lowercase()) {
                    Cow::Owned(code.to_ascii_uppercase())
                } else {
                    Cow::Borrowed(code)
                }
            }
            Self::Ndc => ndc_key(code).map_or(Cow::Borrowed(code), Cow::Owned),
            _ => Cow::Borrowed(code),
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
    pub code: Text,
}

impl Code {
    /// A code as spelled, blanks around it dropped.
    #[must_use]
    pub fn new(system: System, code: &str) -> Self {
        Self { system, code: code.trim().into() }
    }

    /// A code of the system with that address or OID. One without a short name keeps the address: `local urn:oid:1.2.3|45`.
    ///
    /// ```
    /// use rationale::value::code::{Code, System};
    /// let class = Code::of_system("http://terminology.hl7.org/CodeSystem/v3-ActCode", "IMP");
    /// assert_eq!(class, Code::new(System::Hl7, "v3-ActCode|IMP"));
    /// assert_eq!(Code::of_system("urn:oid:1.2.3", "45"), Code::new(System::Local, "urn:oid:1.2.3|45"));
    /// ```
    #[must_use]
    pub fn of_system(uri: &str, code: &str) -> Self {
        if let Some(system) = System::from_uri(uri) {
            return Self::new(system, code);
        }
        let uri = plain_uri(uri);
        match hl7_name(uri) {
            Some(name) => Self::new(System::Hl7, &format!("{name}|{}", code.trim())),
            None => Self::new(System::Local, &format!("{uri}|{}", code.trim())),
        }
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
