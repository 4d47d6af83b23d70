//! FHIR R4 in: resources to cases.

mod answers;
mod concept;
mod filled;
mod gather;
mod header;
mod path;
mod people;
mod places;
mod record;
mod report;
mod stay;
mod store;
mod supply;
pub mod table;
mod time;

pub use concept::{ON_ADMISSION, WORDS};
pub use gather::{FhirError, Gathered, Limits};
pub use header::Taken;
pub use report::{Remark, Remarked, Report};

use header::Header;
use rationale::case::model::{Case, NotRead, Record, Supply, SupplySubject};
use rationale::case::read::{self, CaseErrors};
use rationale::case::tree::Tree;
use rationale::check::model::RecordKind;
use rationale::value::text::Text;
use rationale::value::time::Zone;
use record::Reader;
use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;
use store::{PatientKey, Store, Whose};
use supply::Searched;

/// What is known besides the resources.
#[derive(Clone, Default)]
pub struct Options<'o> {
    /// A case without records, or with those that are not in FHIR: what it gives stands before what the resources say.
    pub header: Option<Tree>,
    /// The time of review, where the header does not give it. There is no other source for it.
    pub as_of: Option<String>,
    /// The resource that is the request: `ServiceRequest/1`. By default the only Claim that asks for authorization.
    pub request: Option<String>,
    /// The caller says that searches that were read to their last page hold all there is.
    pub searches_are_complete: bool,
    /// How the header is read.
    pub limits: read::Limits<'o>,
}

/// One patient's case, and what became of the resources.
#[derive(Debug)]
#[non_exhaustive]
pub struct Made {
    /// The patient's resource, as a reference: `Patient/1`.
    pub patient: Option<String>,
    /// The case, or why it is refused.
    pub case: Result<Case, Refused>,
    /// Fields of the header that resources gave.
    pub taken: Vec<Taken>,
    /// What was read and what was not, of this patient's resources.
    pub report: Report,
}

/// Why one patient's case is refused.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Refused {
    /// What is wrong with the header.
    Header(CaseErrors),
    /// More records than a case may have.
    TooManyRecords(usize),
}

impl fmt::Display for Refused {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Header(errors) => errors.fmt(out),
            Self::TooManyRecords(most) => {
                write!(
                    out,
                    "the resources of one patient give more than {most} records; send what bears on the request"
                )
            }
        }
    }
}

impl std::error::Error for Refused {}

/// Cases of all patients of the resources.
#[derive(Debug)]
#[non_exhaustive]
pub struct Cases {
    /// One for each patient, in the order in which they first appear.
    pub made: Vec<Made>,
    /// What was remarked before it was known whose it is, or where it is nobody's.
    pub report: Report,
}

/// Why no case can be made at all.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum CannotMake {
    /// Nothing is of a patient.
    NoPatient,
    /// The header is no object.
    HeaderNotAnObject,
    /// The header speaks of one patient, and there are several: resources of those who have fewest.
    HeaderOfOne(Vec<String>),
    /// The resource named as the request is not here.
    NoSuchRequest,
    /// The time of review is given twice, and differs.
    AsOfTwice,
}

impl fmt::Display for CannotMake {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Self::HeaderOfOne(few) = self {
            return write!(
                out,
                "the header gives `case`, `patient` or `request`, which are of one patient, and there are several here; leave them out, or send one patient's resources. {} {} somebody whom most do not: is the reference right?",
                few.join(", "),
                if few.len() == 1 { "names" } else { "name" },
            );
        }
        out.write_str(match self {
            Self::NoPatient => "no resource here is of a patient",
            Self::HeaderNotAnObject => "the header is a case without records: an object",
            Self::HeaderOfOne(_) => "",
            Self::NoSuchRequest => "the resource named as the request is not here",
            Self::AsOfTwice => "the header gives another `as_of` than was asked for; give it once",
        })
    }
}

impl std::error::Error for CannotMake {}

/// Makes a case for each patient.
///
/// ```
/// use rationale_fhir::{Gathered, Limits, Options, cases};
/// let mut gathered = Gathered::new(Limits::default());
/// gathered.add("bundle.json", r#"{ "resourceType": "Bundle", "type": "collection", "entry": [
///     { "resource": { "resourceType": "Patient", "id": "p", "birthDate": "1948-02-11", "gender": "female" } },
///     { "resource": { "resourceType": "Observation", "id": "o", "status": "final", "subject": { "reference": "Patient/p" },
///         "code": { "coding": [{ "system": "http://loinc.org", "code": "59408-5" }] },
///         "valueQuantity": { "value": 86, "unit": "%", "system": "http://unitsofmeasure.org", "code": "%" },
///         "effectiveDateTime": "2026-03-03T04:10:00-05:00" } }
/// ] }"#)?;
/// let options = Options { as_of: Some("2026-03-03T09:00:00-05:00".to_owned()), ..Options::default() };
/// let made = cases(gathered, &options)?.made;
/// let case = made[0].case.as_ref().unwrap();
/// assert_eq!(case.patient.sex.as_deref(), Some("female"));
/// assert_eq!(case.records[0].id, "Observation/o");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
///
/// Where no case can be made at all. What is wrong with one header is in [`Made::case`].
pub fn cases(mut gathered: Gathered, options: &Options<'_>) -> Result<Cases, CannotMake> {
    gathered.once();
    let mut report = std::mem::take(&mut gathered.report);
    let store = Store::new(&gathered.resources);
    let mut patients = patients(&store);
    if patients.is_empty() {
        return Err(CannotMake::NoPatient);
    }
    assign(&store, &mut patients, &mut report);
    let insurers = store.insurers();
    let others = patients.len();
    patients.retain(|(key, own)| {
        // Somebody through whom the patient is insured, and of whom nothing else is here.
        let only_insures =
            matches!(key, PatientKey::Here(at) if insurers.contains(at)) && own.len() == 1 && others > 1;
        if only_insures {
            report.remark(Remark::OtherPatient, "Patient", "");
        }
        !only_insures
    });
    let header = match &options.header {
        None => Vec::new(),
        Some(Tree::Map(fields)) => fields.clone(),
        Some(_) => return Err(CannotMake::HeaderNotAnObject),
    };
    let several = patients.len() > 1;
    if several && ["case", "patient", "request"].iter().any(|field| header::has(&header, field)) {
        return Err(CannotMake::HeaderOfOne(of_the_fewest(&store, &patients)));
    }
    if let (Some(asked), Some((_, given))) = (&options.as_of, header.iter().find(|(name, _)| name == "as_of"))
        && *given != Tree::Null
        && *given != Tree::Text(asked.clone())
    {
        return Err(CannotMake::AsOfTwice);
    }
    let request = match &options.request {
        None => None,
        Some(name) => {
            let named = |resource: &gather::Resource| resource.name() == *name;
            Some(gathered.resources.iter().position(named).ok_or(CannotMake::NoSuchRequest)?)
        }
    };
    let searched = options.searches_are_complete.then(|| supply::searched(&gathered.pages));
    let made = patients.into_iter().map(|(key, own)| {
        let request = request.filter(|at| own.contains(at));
        make(&store, &key, &own, header.clone(), request, searched.as_ref().filter(|_| !several), options)
    });
    let mut made: Vec<Made> = made.collect();
    if gathered.unread {
        for case in made.iter_mut().filter_map(|one| one.case.as_mut().ok()) {
            let anything = RecordKind::ALL.iter().map(|kind| NotRead { kind: *kind, from: None, to: None });
            case.not_read.extend(anything);
            // Nor does a statement about one fact hold: what is missing may be of it.
            if let Supply::Statements(statements) = &mut case.supply {
                statements.retain(|one| !matches!(one.subject, SupplySubject::Fact(_)));
            }
        }
    }
    Ok(Cases { made, report })
}

/// Some resources of the patient who has fewest of them.
fn of_the_fewest(store: &Store<'_>, patients: &Patients) -> Vec<String> {
    let clinical = |own: &[usize]| -> Vec<String> {
        let resources = own.iter().filter_map(|at| store.get(*at));
        resources.filter(|one| one.kind != "Patient").map(gather::Resource::name).collect()
    };
    let fewest = patients.iter().map(|(_, own)| clinical(own)).filter(|own| !own.is_empty());
    let mut fewest = fewest.min_by_key(Vec::len).unwrap_or_default();
    fewest.truncate(3);
    fewest
}

/// Patients in the order of their first appearance.
type Patients = Vec<(PatientKey, Vec<usize>)>;

/// All patients that are here, or that resources name.
fn patients(store: &Store<'_>) -> Patients {
    let mut all: Patients = Vec::new();
    let mut places: BTreeMap<PatientKey, ()> = BTreeMap::new();
    for index in 0..store.resources.len() {
        if let Whose::Patient(key) = store.whose(index)
            && places.insert(key.clone(), ()).is_none()
        {
            all.push((key, Vec::new()));
        }
    }
    all
}

/// Gives each patient the resources that are theirs.
fn assign(store: &Store<'_>, patients: &mut Patients, report: &mut Report) {
    let places: BTreeMap<PatientKey, usize> =
        patients.iter().enumerate().map(|(at, (key, _))| (key.clone(), at)).collect();
    let only = patients.len() == 1;
    for (index, resource) in store.resources.iter().enumerate() {
        let name = resource.name();
        let mut remark = |remark: Remark| report.remark(remark, &resource.kind, &name);
        let read = table::row(&resource.kind).is_some();
        let at = match store.whose(index) {
            Whose::Patient(key) => places.get(&key).copied(),
            Whose::Shared => None,
            Whose::Other => {
                remark(Remark::NotOfAPatient);
                None
            }
            Whose::Unsaid if !read => {
                remark(Remark::TypeNotRead);
                None
            }
            Whose::Unsaid if only => {
                remark(Remark::PatientAssumed);
                Some(0)
            }
            Whose::Unsaid => {
                remark(Remark::NoPatient);
                None
            }
        };
        if let Some((_, own)) = at.and_then(|at| patients.get_mut(at)) {
            own.push(index);
        }
    }
}

fn make(
    store: &Store<'_>,
    key: &PatientKey,
    own: &[usize],
    fields: Vec<(String, Tree)>,
    request: Option<usize>,
    searched: Option<&Searched>,
    options: &Options<'_>,
) -> Made {
    let mut header = Header { store, own, fields, taken: Vec::new() };
    let patient = match key {
        PatientKey::Here(index) => Some(*index),
        PatientKey::Named(_) => None,
    };
    header.complete(patient, request);
    let Header { mut fields, taken, .. } = header;
    if let Some(as_of) = &options.as_of {
        header::set(&mut fields, "as_of", Tree::Text(as_of.clone()));
    }
    let name = match key {
        PatientKey::Here(index) => store.get(*index).map(gather::Resource::name),
        PatientKey::Named(name) => Some(name.clone()),
    };
    header::set(&mut fields, "case", Tree::Text(name.clone().unwrap_or_default()));
    if let Some(searched) = searched {
        supply_of(&mut fields, searched);
    }
    let mut report = Report::default();
    let mut case = read::read(&Tree::Map(fields), &options.limits).map_err(Refused::Header);
    let zone = case.as_ref().map_or_else(|_| Zone::fixed(0), |case| case.zone.clone());
    let mut reader = Reader { store, zone: &zone, report: &mut report, not_read: Vec::new() };
    let mut records: Vec<Record> = own
        .iter()
        .filter(|index| store.get(**index).is_some_and(|resource| resource.kind != "Patient"))
        .flat_map(|index| reader.records(*index))
        .collect();
    let not_read = reader.not_read;
    filled::complete(&mut records, &mut report);
    if let Ok(own) = &mut case {
        own.not_read.extend(not_read);
        own.records.extend(records.into_iter().map(Arc::new));
        if own.records.len() > options.limits.records {
            case = Err(Refused::TooManyRecords(options.limits.records));
        } else {
            apart(&mut own.records);
        }
    }
    Made { patient: name, case, taken, report }
}

/// What searches give, as a field of the header; a header that speaks of supply has the last word.
fn supply_of(fields: &mut Vec<(String, Tree)>, searched: &Searched) {
    let text = |text: &str| Tree::Text(text.to_owned());
    let by = || ("by".to_owned(), text("searches read to their last page"));
    let supply = match searched {
        Searched::Everything => Tree::Map(vec![("complete".to_owned(), Tree::Bool(true)), by()]),
        Searched::Kinds(kinds) if kinds.is_empty() => return,
        Searched::Kinds(kinds) => Tree::List(
            kinds.iter().map(|kind| Tree::Map(vec![("kind".to_owned(), text(kind.word())), by()])).collect(),
        ),
    };
    header::set(fields, "supply", supply);
}

/// Ids are unique: where two versions of one resource stay, the second is told apart.
fn apart(records: &mut [Arc<Record>]) {
    let mut seen: BTreeMap<Text, usize> = BTreeMap::new();
    for record in records {
        let count = seen.entry(record.id.clone()).or_insert(0);
        *count = count.saturating_add(1);
        if *count > 1 {
            let id = format!("{}~{count}", record.id);
            Arc::make_mut(record).id = id.into();
        }
    }
}
