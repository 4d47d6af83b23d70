//! The published tables: which resources are read and as what, where their codes, times and parts stand, what their statuses mean.
//!
//! The reader goes by these tables, and `docs/fhir.md` shows them: a test holds the two equal.

use rationale::case::model::RecordStatus;
use rationale::check::model::RecordKind;

/// How a resource of one type is read.
#[derive(Debug)]
pub struct Row {
    /// The type.
    pub resource: &'static str,
    /// The kind of record it is (`reads` of a fact).
    pub kind: RecordKind,
    /// Where what it is about is coded. `->` follows a reference.
    pub codes: &'static [&'static str],
    /// Where its time stands: the first that says one.
    pub time: &'static [&'static str],
    /// Where it says when it was recorded.
    pub recorded: &'static [&'static str],
    /// Its statuses.
    pub status: &'static [(&'static str, Becomes)],
}

/// What a status makes of a resource.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Becomes {
    /// A record of that status; one that is done with (`true`) is over where it gives no end.
    Record(RecordStatus, bool),
    /// Nothing: a draft.
    Nothing,
    /// Nothing: another stands in its place.
    Superseded,
}

use Becomes::{Nothing, Record, Superseded};
use RecordStatus::{EnteredInError, Final, NotDone, Planned, Preliminary, Unknown};

const ERROR: (&str, Becomes) = ("entered-in-error", Record(EnteredInError, false));
const UNKNOWN: (&str, Becomes) = ("unknown", Record(Unknown, false));

/// Requests: of medications, services, devices.
const OF_REQUESTS: &[(&str, Becomes)] = &[
    ("draft", Nothing),
    ("active", Record(Final, false)),
    ("completed", Record(Final, true)),
    ("stopped", Record(Final, true)),
    ("on-hold", Record(Planned, false)),
    ("cancelled", Record(NotDone, false)),
    ("revoked", Record(NotDone, false)),
    ERROR,
    UNKNOWN,
];

/// Every type that gives records, in alphabetical order.
pub const RESOURCES: &[Row] = &[
    Row {
        resource: "AllergyIntolerance",
        kind: RecordKind::Allergies,
        codes: &["code", "reaction.substance"],
        time: &["onset[x]"],
        recorded: &["recordedDate"],
        status: &[
            ("active", Record(Final, false)),
            ("inactive", Record(Final, true)),
            ("resolved", Record(Final, true)),
        ],
    },
    Row {
        resource: "CarePlan",
        kind: RecordKind::Plans,
        codes: &["category"],
        time: &["period", "created"],
        recorded: &["created"],
        status: &[
            ("draft", Nothing),
            ("active", Record(Final, false)),
            ("completed", Record(Final, true)),
            ("on-hold", Record(Planned, false)),
            ("revoked", Record(NotDone, false)),
            ERROR,
            UNKNOWN,
        ],
    },
    Row {
        resource: "Claim",
        kind: RecordKind::Diagnoses,
        codes: &["diagnosis.diagnosisCodeableConcept", "diagnosis.diagnosisReference->code"],
        time: &[],
        recorded: &["created"],
        status: &[
            ("draft", Nothing),
            ("active", Record(Final, false)),
            ("cancelled", Record(NotDone, false)),
            ERROR,
        ],
    },
    Row {
        resource: "Communication",
        kind: RecordKind::Communications,
        codes: &["topic", "category"],
        time: &["sent", "received"],
        recorded: &[],
        status: &[
            ("preparation", Record(Planned, false)),
            ("in-progress", Record(Preliminary, false)),
            ("completed", Record(Final, true)),
            ("not-done", Record(NotDone, false)),
            ("on-hold", Record(Planned, false)),
            ("stopped", Record(Unknown, true)),
            ERROR,
            UNKNOWN,
        ],
    },
    Row {
        resource: "Condition",
        kind: RecordKind::Diagnoses,
        codes: &["code"],
        time: &["onset[x]"],
        recorded: &["recordedDate"],
        status: &[
            ("active", Record(Final, false)),
            ("recurrence", Record(Final, false)),
            ("relapse", Record(Final, false)),
            ("inactive", Record(Final, true)),
            ("remission", Record(Final, true)),
            ("resolved", Record(Final, true)),
        ],
    },
    Row {
        resource: "Coverage",
        kind: RecordKind::Coverages,
        codes: &["type"],
        time: &["period"],
        recorded: &[],
        status: &[
            ("draft", Nothing),
            ("active", Record(Final, false)),
            ("cancelled", Record(NotDone, false)),
            ERROR,
        ],
    },
    Row {
        resource: "DeviceRequest",
        kind: RecordKind::Orders,
        codes: &["codeCodeableConcept", "codeReference->type"],
        time: &["authoredOn"],
        recorded: &["authoredOn"],
        status: OF_REQUESTS,
    },
    Row {
        resource: "DeviceUseStatement",
        kind: RecordKind::Statements,
        codes: &["device->type"],
        time: &["timing[x]"],
        recorded: &["recordedOn"],
        status: &[
            ("active", Record(Final, false)),
            ("completed", Record(Final, true)),
            ("intended", Record(Planned, false)),
            ("stopped", Record(Final, true)),
            ("on-hold", Record(Unknown, false)),
            ERROR,
        ],
    },
    Row {
        resource: "DiagnosticReport",
        kind: RecordKind::Observations,
        codes: &["code"],
        time: &["effective[x]", "issued"],
        recorded: &["issued"],
        status: &[
            ("registered", Record(Preliminary, false)),
            ("partial", Record(Preliminary, true)),
            ("preliminary", Record(Preliminary, true)),
            ("final", Record(Final, true)),
            ("amended", Record(Final, true)),
            ("corrected", Record(Final, true)),
            ("appended", Record(Final, true)),
            ("cancelled", Record(NotDone, false)),
            ERROR,
            UNKNOWN,
        ],
    },
    Row {
        resource: "DocumentReference",
        kind: RecordKind::Documents,
        codes: &["type"],
        time: &["context.period", "date"],
        recorded: &["date"],
        status: &[("current", Record(Final, true)), ("superseded", Superseded), ERROR],
    },
    Row {
        resource: "Encounter",
        kind: RecordKind::Stays,
        codes: &["type", "class"],
        time: &["period"],
        recorded: &[],
        status: &[
            ("planned", Record(Planned, false)),
            ("arrived", Record(Preliminary, false)),
            ("triaged", Record(Preliminary, false)),
            ("in-progress", Record(Preliminary, false)),
            ("onleave", Record(Preliminary, false)),
            ("finished", Record(Final, true)),
            ("cancelled", Record(NotDone, false)),
            ERROR,
            UNKNOWN,
        ],
    },
    Row {
        resource: "Immunization",
        kind: RecordKind::Administrations,
        codes: &["vaccineCode"],
        time: &["occurrence[x]"],
        recorded: &["recorded"],
        status: &[("completed", Record(Final, true)), ("not-done", Record(NotDone, false)), ERROR],
    },
    Row {
        resource: "MedicationAdministration",
        kind: RecordKind::Administrations,
        codes: &["medicationCodeableConcept", "medicationReference->code"],
        time: &["effective[x]"],
        recorded: &[],
        status: &[
            ("in-progress", Record(Preliminary, false)),
            ("completed", Record(Final, true)),
            ("not-done", Record(NotDone, false)),
            ("on-hold", Record(Unknown, false)),
            ("stopped", Record(Final, true)),
            ERROR,
            UNKNOWN,
        ],
    },
    Row {
        resource: "MedicationDispense",
        kind: RecordKind::Dispenses,
        codes: &["medicationCodeableConcept", "medicationReference->code"],
        time: &["whenHandedOver", "whenPrepared"],
        recorded: &[],
        status: &[
            ("preparation", Record(Planned, false)),
            ("in-progress", Record(Preliminary, false)),
            ("completed", Record(Final, true)),
            ("cancelled", Record(NotDone, false)),
            ("declined", Record(NotDone, false)),
            ("on-hold", Record(Planned, false)),
            ("stopped", Record(Unknown, true)),
            ERROR,
            UNKNOWN,
        ],
    },
    Row {
        resource: "MedicationRequest",
        kind: RecordKind::Orders,
        codes: &["medicationCodeableConcept", "medicationReference->code"],
        time: &["authoredOn"],
        recorded: &["authoredOn"],
        status: OF_REQUESTS,
    },
    Row {
        resource: "MedicationStatement",
        kind: RecordKind::Statements,
        codes: &["medicationCodeableConcept", "medicationReference->code"],
        time: &["effective[x]"],
        recorded: &["dateAsserted"],
        status: &[
            ("active", Record(Final, false)),
            ("completed", Record(Final, true)),
            ("intended", Record(Planned, false)),
            ("stopped", Record(Final, true)),
            ("not-taken", Record(NotDone, false)),
            ("on-hold", Record(Unknown, false)),
            ERROR,
            UNKNOWN,
        ],
    },
    Row {
        resource: "Observation",
        kind: RecordKind::Observations,
        codes: &["code"],
        time: &["effective[x]", "issued"],
        recorded: &["issued"],
        status: &[
            ("registered", Record(Preliminary, false)),
            ("preliminary", Record(Preliminary, true)),
            ("final", Record(Final, true)),
            ("amended", Record(Final, true)),
            ("corrected", Record(Final, true)),
            ("cancelled", Record(NotDone, false)),
            ERROR,
            UNKNOWN,
        ],
    },
    Row {
        resource: "Procedure",
        kind: RecordKind::Procedures,
        codes: &["code"],
        time: &["performed[x]"],
        recorded: &[],
        status: &[
            ("preparation", Record(Planned, false)),
            ("in-progress", Record(Preliminary, false)),
            ("completed", Record(Final, true)),
            ("not-done", Record(NotDone, false)),
            ("on-hold", Record(Unknown, false)),
            ("stopped", Record(Unknown, true)),
            ERROR,
            UNKNOWN,
        ],
    },
    Row {
        resource: "QuestionnaireResponse",
        kind: RecordKind::Observations,
        codes: &["item.linkId"],
        time: &["authored"],
        recorded: &["authored"],
        status: &[
            ("in-progress", Record(Preliminary, false)),
            ("completed", Record(Final, true)),
            ("amended", Record(Final, true)),
            ("stopped", Record(Unknown, true)),
            ERROR,
        ],
    },
    Row {
        resource: "ServiceRequest",
        kind: RecordKind::Orders,
        codes: &["code"],
        time: &["authoredOn"],
        recorded: &["authoredOn"],
        status: OF_REQUESTS,
    },
    Row {
        resource: "Task",
        kind: RecordKind::Tasks,
        codes: &["code"],
        time: &["executionPeriod", "authoredOn"],
        recorded: &["authoredOn"],
        status: &[
            ("draft", Nothing),
            ("requested", Record(Planned, false)),
            ("received", Record(Planned, false)),
            ("accepted", Record(Planned, false)),
            ("ready", Record(Planned, false)),
            ("on-hold", Record(Planned, false)),
            ("in-progress", Record(Preliminary, false)),
            ("completed", Record(Final, true)),
            ("rejected", Record(NotDone, false)),
            ("cancelled", Record(NotDone, false)),
            ("failed", Record(NotDone, false)),
            ERROR,
        ],
    },
];

/// The row of a type.
#[must_use]
pub fn row(resource: &str) -> Option<&'static Row> {
    RESOURCES.iter().find(|row| row.resource == resource)
}

/// What criteria declare a part as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum As {
    /// `code`, or `choice` of words.
    Code,
    /// `choice` of words.
    Word,
    /// `quantity in`
    Quantity,
    /// `number`
    Number,
    /// `yes/no`
    YesNo,
    /// `date`
    Date,
}

impl As {
    /// As it is declared.
    #[must_use]
    pub fn kind(self) -> &'static str {
        match self {
            Self::Code => "code, choice",
            Self::Word => "choice",
            Self::Quantity => "quantity",
            Self::Number => "number",
            Self::YesNo => "yes/no",
            Self::Date => "date",
        }
    }
}

/// A part that records of a type have, and where it stands.
#[derive(Debug)]
pub struct Part {
    /// The name of the part.
    pub part: &'static str,
    /// What it is declared as.
    pub kind: As,
    /// The types of resource.
    pub resources: &'static [&'static str],
    /// The path from the resource. `->` follows a reference, `[x]` stands for an element of several types, `ext(NAME)` for the
    /// value of an extension whose address ends so.
    pub path: &'static str,
}

macro_rules! parts {
    ($($part:literal $kind:ident: $($resource:ident),+ = $path:literal;)*) => {
        /// Every part, by name.
        pub const PARTS: &[Part] = &[
            $(Part { part: $part, kind: As::$kind, resources: &[$(stringify!($resource)),+], path: $path },)*
        ];
    };
}

parts! {
    "about" Code: Communication = "about->code";
    "about_intent" Word: Communication = "about->intent";
    "admitted_from" Code: Encounter = "hospitalization.admitSource";
    "as_needed" YesNo: MedicationRequest = "dosageInstruction.asNeededBoolean";
    "as_needed" YesNo: MedicationStatement = "dosage.asNeededBoolean";
    "based_on" Code: DiagnosticReport, Observation, Procedure, ServiceRequest, DeviceRequest, MedicationRequest, Task, Communication = "basedOn->code";
    "body_site" Code: Condition, Observation, Procedure, ServiceRequest, DeviceUseStatement = "bodySite";
    "body_site" Code: Immunization = "site";
    "body_site" Code: MedicationAdministration = "dosage.site";
    "body_site" Code: MedicationRequest = "dosageInstruction.site";
    "category" Code: CarePlan, Communication, Condition, DiagnosticReport, DocumentReference, Observation, Procedure, ServiceRequest = "category";
    "category" Word: AllergyIntolerance = "category";
    "class" Code: Encounter = "class";
    "clinical_status" Code: AllergyIntolerance, Condition = "clinicalStatus";
    "complication" Code: Procedure = "complication";
    "conclusion" Code: DiagnosticReport = "conclusionCode";
    "criticality" Word: AllergyIntolerance = "criticality";
    "days_supply" Quantity: MedicationDispense = "daysSupply";
    "days_supply" Quantity: MedicationRequest = "dispenseRequest.expectedSupplyDuration";
    "device" Code: Observation = "device->type";
    "device" Code: Procedure = "usedReference->type";
    "device" Code: Procedure = "usedCode";
    "diagnosis" Code: Encounter = "diagnosis.condition->code";
    "discharged_to" Code: Encounter = "hospitalization.dischargeDisposition";
    "dosage_from" Date: MedicationRequest = "dosageInstruction.timing.repeat.boundsPeriod.start";
    "dosage_to" Date: MedicationRequest = "dosageInstruction.timing.repeat.boundsPeriod.end";
    "dose" Quantity: Immunization = "doseQuantity";
    "dose" Quantity: MedicationAdministration = "dosage.dose";
    "dose" Quantity: MedicationDispense, MedicationRequest = "dosageInstruction.doseAndRate.dose[x]";
    "dose" Quantity: MedicationStatement = "dosage.doseAndRate.dose[x]";
    "dose_number" Number: Immunization = "protocolApplied.doseNumberPositiveInt";
    "encounter_class" Code: Communication, Condition, DeviceRequest, DiagnosticReport, Immunization, MedicationRequest, Observation, Procedure, QuestionnaireResponse, ServiceRequest, Task, AllergyIntolerance, CarePlan = "encounter->class";
    "encounter_class" Code: MedicationAdministration, MedicationDispense, MedicationStatement = "context->class";
    "encounter_class" Code: DocumentReference = "context.encounter->class";
    "encounter_type" Code: Communication, Condition, DeviceRequest, DiagnosticReport, Immunization, MedicationRequest, Observation, Procedure, QuestionnaireResponse, ServiceRequest, Task, AllergyIntolerance, CarePlan = "encounter->type";
    "encounter_type" Code: MedicationAdministration, MedicationDispense, MedicationStatement = "context->type";
    "encounter_type" Code: DocumentReference = "context.encounter->type";
    "focus" Code: Task = "focus->code";
    "intent" Word: CarePlan, DeviceRequest, MedicationRequest, ServiceRequest, Task = "intent";
    "interpretation" Code: Observation = "interpretation";
    "length" Quantity: Encounter = "length";
    "location" Code: Encounter = "location.location->type";
    "location" Code: Procedure, Immunization = "location->type";
    "location" Code: ServiceRequest = "locationCode";
    "location" Code: ServiceRequest = "locationReference->type";
    "manifestation" Code: AllergyIntolerance = "reaction.manifestation";
    "method" Code: MedicationAdministration = "dosage.method";
    "method" Code: MedicationRequest = "dosageInstruction.method";
    "method" Code: Observation = "method";
    "not_done_reason" Code: Communication, Immunization, MedicationAdministration, MedicationRequest, MedicationStatement, Procedure, Task = "statusReason";
    "not_done_reason" Code: MedicationDispense = "statusReason[x]";
    "not_done_reason" Code: DeviceRequest, ServiceRequest = "ext(doNotPerformReason)";
    "not_done_reason" Code: DeviceRequest, Observation, ServiceRequest = "ext(notDoneReason)";
    "outcome" Code: Procedure = "outcome";
    "priority" Code: Encounter = "priority";
    "priority" Word: Communication, DeviceRequest, MedicationRequest, ServiceRequest, Task = "priority";
    "procedure" Code: Encounter = "ext(qicore-encounter-procedure).ext(procedure)";
    "purpose" Code: MedicationAdministration, MedicationDispense, MedicationRequest, MedicationStatement = "category";
    "quantity" Quantity: MedicationDispense = "quantity";
    "quantity" Quantity: MedicationRequest = "dispenseRequest.quantity";
    "quantity" Quantity: ServiceRequest = "quantity[x]";
    "rate" Quantity: MedicationAdministration = "dosage.rate[x]";
    "rate" Quantity: MedicationRequest = "dosageInstruction.doseAndRate.rate[x]";
    "reason" Code: Communication, DeviceRequest, DeviceUseStatement, Encounter, Immunization, MedicationAdministration, MedicationRequest, MedicationStatement, Procedure, ServiceRequest, Task = "reasonCode";
    "reason" Code: Communication, DeviceRequest, DeviceUseStatement, Encounter, Immunization, MedicationAdministration, MedicationRequest, MedicationStatement, Procedure, ServiceRequest, Task = "reasonReference->code";
    "recorded_in" Code: Observation, Procedure = "partOf->code";
    "reference_high" Quantity: Observation = "referenceRange.high";
    "reference_low" Quantity: Observation = "referenceRange.low";
    "refills" Number: MedicationRequest = "dispenseRequest.numberOfRepeatsAllowed";
    "relationship" Code: Coverage = "relationship";
    "route" Code: Immunization = "route";
    "route" Code: MedicationAdministration = "dosage.route";
    "route" Code: MedicationDispense, MedicationRequest = "dosageInstruction.route";
    "route" Code: MedicationStatement = "dosage.route";
    "service_from" Date: DeviceRequest, ServiceRequest = "occurrencePeriod.start";
    "service_from" Date: DeviceRequest, ServiceRequest = "occurrenceDateTime";
    "service_to" Date: DeviceRequest, ServiceRequest = "occurrencePeriod.end";
    "service_type" Code: Encounter = "serviceType";
    "severity" Code: Condition = "severity";
    "specialty" Code: DocumentReference = "context.practiceSetting";
    "specimen" Code: DiagnosticReport, Observation = "specimen->type";
    "stage" Code: Condition = "stage.summary";
    "status" Word: CarePlan, Communication, Coverage, DeviceRequest, DeviceUseStatement, DiagnosticReport, DocumentReference, Encounter, Immunization, MedicationAdministration, MedicationDispense, MedicationRequest, MedicationStatement, Observation, Procedure, QuestionnaireResponse, ServiceRequest, Task = "status";
    "verification" Code: AllergyIntolerance, Condition = "verificationStatus";
}

/// Parts that are found otherwise than by a path from the resource.
pub const DERIVED: &[(&str, As, &str, &str)] = &[
    ("admission_diagnosis", As::Code, "Encounter", "code of a `diagnosis` whose `use` is AD"),
    (
        "author_role",
        As::Word,
        "all",
        "`PractitionerRole.code` (or `Practitioner.qualification.code`) of the performer, asserter, recorder, requester or author, where its word is known; it is `source.author_role` too",
    ),
    (
        "diagnosis_on_admission",
        As::Code,
        "Encounter",
        "code of a `diagnosis` marked present on admission, in the Encounter or in a Claim whose item names it",
    ),
    ("discharge_diagnosis", As::Code, "Encounter", "code of a `diagnosis` whose `use` is DD"),
    (
        "present_on_admission",
        As::Code,
        "Condition",
        "the mark at the Encounter's `diagnosis` that refers to the condition",
    ),
    ("present_on_admission", As::Code, "Claim", "`diagnosis.onAdmission`"),
    (
        "principal_diagnosis",
        As::Code,
        "Encounter",
        "code of the `diagnosis` of `rank` 1 (its `use` billing, DD or none), else of the Claim's principal diagnosis where an item of the Claim names the Encounter",
    ),
    (
        "principal_procedure",
        As::Code,
        "Encounter",
        "the `procedure` of `rank` 1 in the QI-Core extension, else the primary procedure of a Claim where an item of the Claim names the Encounter",
    ),
    (
        "procedure",
        As::Code,
        "Encounter",
        "a procedure of a Claim where an item of the Claim names the Encounter",
    ),
    ("rank", As::Number, "Condition", "`rank` at the Encounter's `diagnosis` that refers to the condition"),
    ("rank", As::Number, "Claim", "`diagnosis.sequence`"),
    ("use", As::Code, "Condition", "`use` at the Encounter's `diagnosis` that refers to the condition"),
    ("use", As::Code, "Claim", "`diagnosis.type`"),
];
