use super::*;
use crate::ast::CodeForm;
use proptest::prelude::*;

fn code(system: System, text: &str) -> Code {
    Code::new(system, text)
}

fn prefix(system: System, text: &str) -> CodeMember {
    CodeMember::new(system, &CodeForm::Prefix(text.to_owned())).expect(text)
}

fn range(system: System, low: &str, high: &str) -> CodeMember {
    CodeMember::new(system, &CodeForm::Range(low.to_owned(), high.to_owned())).expect(low)
}

#[track_caller]
fn check_member(member: &CodeMember, inside: &[&str], outside: &[&str]) {
    let matcher = Matcher::new([member]);
    for (texts, expected) in [(inside, true), (outside, false)] {
        for text in texts {
            let code = code(member.system(), text);
            assert_eq!(member.contains(&code), expected, "{text} in {member:?}");
            assert_eq!(matcher.contains(&code), expected, "{text} in compiled {member:?}");
        }
    }
}

#[test]
fn systems_have_names_addresses_and_oids() {
    for system in System::every() {
        assert_eq!(System::parse(system.name()), Some(system));
        if let Some(uri) = system.uri() {
            assert_eq!(System::from_uri(uri), Some(system));
        }
    }
    assert_eq!(System::every().count(), 19);
    assert_eq!(System::parse("LOINC"), None);
    for (uri, expected) in [
        ("http://hl7.org/fhir/sid/icd-10-cm", Some(System::Icd10Cm)),
        ("urn:oid:2.16.840.1.113883.6.90", Some(System::Icd10Cm)),
        ("2.16.840.1.113883.6.1", Some(System::Loinc)),
        ("http://snomed.info/sct|http://snomed.info/sct/731000124108", Some(System::Snomed)),
        ("http://snomed.info/sct/731000124108/version/20250901", Some(System::Snomed)),
        ("http://www.cms.gov/Medicare/Coding/ICD10", Some(System::Icd10Pcs)),
        ("http://hl7.org/fhir/sid/icd-9-cm", Some(System::Icd9Cm)),
        ("urn:oid:2.16.840.1.113883.6.103", Some(System::Icd9Cm)),
        ("urn:oid:2.16.840.1.113883.6.238", Some(System::CdcRec)),
        ("http://terminology.hl7.org/CodeSystem/HCPCS", Some(System::Hcpcs)),
        ("https://bluebutton.cms.gov/resources/codesystem/hcpcs", Some(System::Hcpcs)),
        ("http://terminology.hl7.org/CodeSystem/v3-ActCode", None),
        ("http://example.org/mine", None),
        ("", None),
    ] {
        assert_eq!(System::from_uri(uri), expected, "{uri}");
    }
}

#[test]
fn a_code_is_of_the_system_with_that_address_whichever_way_it_is_written() {
    for (uri, expected) in [
        ("http://loinc.org/", "loinc X"),
        ("http://terminology.hl7.org/CodeSystem/v3-ActCode", "hl7 v3-ActCode|X"),
        ("https://terminology.hl7.org/CodeSystem/v3-ActCode|2.0.0", "hl7 v3-ActCode|X"),
        ("http://hl7.org/fhir/v3/ActCode", "hl7 v3-ActCode|X"),
        ("urn:oid:2.16.840.1.113883.5.4", "hl7 v3-ActCode|X"),
        ("urn:oid:2.16.840.1.113883.12.112", "hl7 v2-0112|X"),
        ("http://hl7.org/fhir/v2/0112", "hl7 v2-0112|X"),
        ("http://hl7.org/fhir/administrative-gender", "hl7 administrative-gender|X"),
        ("http://hl7.org/fhir/sid/icd-10-cm", "icd10cm X"),
        ("http://example.org/mine|3", "local http://example.org/mine|X"),
        ("urn:oid:2.16.840.1.113883.12.nonsense", "local urn:oid:2.16.840.1.113883.12.nonsense|X"),
    ] {
        assert_eq!(Code::of_system(uri, " X ").to_string(), expected, "{uri}");
    }
}

#[test]
fn spellings_of_one_code_are_equal() {
    for (system, left, right) in [
        (System::Icd10Cm, "I50.23", "I5023"),
        (System::Icd10Cm, " i50.23 ", "I50.23"),
        (System::Icd10Pcs, "0dtj4zz", "0DTJ4ZZ"),
        (System::Hcpcs, "e0601", "E0601"),
        (System::Ndc, "0002-1433-80", "00002143380"),
        (System::Ndc, "50242-040-62", "50242004062"),
        (System::Ndc, "50242-0040-6", "50242004006"),
    ] {
        assert_eq!(code(system, left), code(system, right));
        assert_eq!(code(system, left).cmp(&code(system, right)), std::cmp::Ordering::Equal);
    }
    for (system, left, right) in [
        (System::Loinc, "59408-5", "594085"),
        (System::Local, "a", "A"),
        (System::Snomed, "431314004", "431314005"),
        (System::Ndc, "0002143380", "00002143380"),
    ] {
        assert_ne!(code(system, left), code(system, right));
    }
    assert_ne!(code(System::Cpt, "99213"), code(System::Hcpcs, "99213"));
    assert_eq!(code(System::Icd10Cm, "I5023").to_string(), "icd10cm I5023");
}

#[test]
fn a_prefix_holds_the_code_and_all_below_it() {
    check_member(
        &prefix(System::Icd10Cm, "I50"),
        &["I50", "I50.1", "I50.23", "I5023", "i50.9", "I501"],
        &["I5", "I51", "I51.5", "J50.1", ""],
    );
    check_member(&prefix(System::Icd10Cm, "I50.2"), &["I50.2", "I50.23"], &["I50", "I50.3", "I50.32"]);
    check_member(&prefix(System::Icd10Pcs, "0DT"), &["0DTJ4ZZ"], &["0DUJ4ZZ"]);
    check_member(&prefix(System::Hcpcs, "E06"), &["E0601", "e0601"], &["E0701"]);
}

#[test]
fn a_range_holds_its_ends_and_what_lies_below_them() {
    check_member(
        &range(System::Icd10Cm, "I50.1", "I50.9"),
        &["I50.1", "I50.23", "I50.9", "I50.91", "I5091", "I50.810"],
        &["I50", "I50.0", "I51", "I51.9", "I49.9"],
    );
    check_member(
        &range(System::Icd10Cm, "A00", "B99"),
        &["A00", "A00.1", "A50.9", "B99", "B99.9"],
        &["C00", "0A0"],
    );
    check_member(
        &range(System::Icd10Cm, "I13", "I13.2"),
        &["I13", "I13.0", "I13.11", "I13.2"],
        &["I13.3", "I12.9"],
    );
    check_member(
        &range(System::Cpt, "99202", "99215"),
        &["99202", "99213", "99215"],
        &["99201", "99216", "9920", "992130", "9921F"],
    );
    check_member(&range(System::Cpt, "0001F", "0015F"), &["0005F"], &["00050", "0005T0"]);
    check_member(&range(System::Hcpcs, "E0424", "E0487"), &["E0431", "e0443"], &["E0500", "K0431", "D0431"]);
    check_member(&range(System::Icd10Cm, "I50.1", "I50.1"), &["I50.1", "I50.12"], &["I50.2"]);
}

#[test]
fn lettered_categories_lie_where_the_tabular_list_has_them() {
    check_member(&range(System::Icd10Cm, "M05", "M14"), &["M1A.0110", "M10.9", "M1A"], &["M15", "M19"]);
    check_member(&range(System::Icd10Cm, "M15", "M19"), &["M19.90"], &["M1A.9"]);
    check_member(&range(System::Icd10Cm, "C43", "C44"), &["C4A.9", "C43.0", "C44.91"], &["C45"]);
    check_member(&range(System::Icd10Cm, "C43", "C43.9"), &["C43.9", "C43.91"], &["C4A", "C4A.9"]);
    check_member(&range(System::Icd10Cm, "C76", "C80"), &["C77.0", "C80.2"], &["C7A.00", "C7B.1"]);
    check_member(&range(System::Icd10Cm, "C7A", "C7B"), &["C7A.00", "C7B.8"], &["C78", "C80", "C81"]);
    check_member(&range(System::Icd10Cm, "C00", "C96"), &["C4A", "C7A", "C7B"], &["D3A"]);
    check_member(&range(System::Icd10Cm, "D37", "D48"), &["D37", "D48.9"], &["D3A.0"]);
    check_member(&range(System::Icd10Cm, "Z30", "Z39"), &["Z3A.38", "Z39.2"], &["Z40"]);
    check_member(&range(System::Icd10Cm, "O94", "O9A"), &["O9A.2", "O99.8"], &["P00"]);
    check_member(&range(System::Icd10Cm, "J40", "J4A"), &["J4A.0", "J44.9"], &["J60"]);
}

#[test]
fn local_codes_hang_on_one_another_by_dots() {
    let members = [prefix(System::Local, "a"), prefix(System::Local, "a-")];
    let matcher = Matcher::new(&members);
    for (text, expected) in
        [("a", true), ("a.b", true), ("ab", false), ("a-", true), ("a-.c", true), ("a-c", false)]
    {
        assert_eq!(matcher.contains(&code(System::Local, text)), expected, "{text}");
    }
}

#[test]
fn a_range_that_cannot_be_is_refused() {
    let ends = |system, low: &str, high: &str| {
        CodeMember::new(system, &CodeForm::Range(low.to_owned(), high.to_owned()))
    };
    assert_eq!(ends(System::Icd10Cm, "I50.9", "I50.1"), Err(MemberError::Order));
    assert_eq!(ends(System::Cpt, "99202", "0001F"), Err(MemberError::Shape));
    assert_eq!(ends(System::Cpt, "992", "99215"), Err(MemberError::NoCode));
    assert_eq!(ends(System::Icd10Cm, "I50", " "), Err(MemberError::Empty));
    assert_eq!(CodeMember::new(System::Cpt, &CodeForm::One(" ".to_owned())), Err(MemberError::Empty));
    for system in [System::Loinc, System::Snomed, System::RxNorm, System::Cvx, System::Ndc] {
        assert_eq!(ends(system, "1", "2"), Err(MemberError::Unordered));
        assert_eq!(CodeMember::new(system, &CodeForm::Prefix("1".to_owned())), Err(MemberError::Unordered));
    }
}

#[test]
fn a_set_holds_what_its_members_hold() {
    let set = CodeSet {
        id: "heart_failure".to_owned(),
        label: "Heart failure".to_owned(),
        members: vec![
            prefix(System::Icd10Cm, "I50"),
            CodeMember::One(code(System::Icd10Cm, "I11.0")),
            CodeMember::One(code(System::Snomed, "84114007")),
        ],
        dated: Vec::new(),
    };
    assert!(set.contains(&code(System::Icd10Cm, "I110")));
    assert!(set.contains(&code(System::Snomed, "84114007")));
    assert!(!set.contains(&code(System::Cpt, "84114007")));
    let matcher = Matcher::new(&set.members);
    assert!(matcher.contains_any(&[code(System::Loinc, "1-8"), code(System::Icd10Cm, "I50.1")]));
    assert!(Matcher::new([]).is_empty() && !matcher.is_empty());
}

#[test]
fn code_files_are_read() {
    let text = "\u{feff}System,Code,Label,adequate_dose\r\nicd10cm,I50.9,\"Heart failure, \"\"unspecified\"\"\",\r\n\r\nrxnorm, 6851 ,methotrexate,15\r\n";
    let rows = parse_csv(text, None).expect("rows");
    assert_eq!(rows.len(), 2);
    assert_eq!(rows[0].label.as_deref(), Some("Heart failure, \"unspecified\""));
    assert!(rows[0].columns.is_empty());
    assert_eq!(rows[1].code, code(System::RxNorm, "6851"));
    assert_eq!(rows[1].columns.get("adequate_dose").map(String::as_str), Some("15"));
    assert_eq!(rows[1].line, 4);
    let rows = parse_csv("code\nI50.9", Some(System::Icd10Cm)).expect("rows");
    assert_eq!(rows[0].code, code(System::Icd10Cm, "I509"));
    let rows = parse_csv("system,code\nhttp://loinc.org,59408-5\n", None).expect("rows");
    assert_eq!(rows[0].code.system, System::Loinc);
}

#[test]
fn faults_of_code_files_name_their_line() {
    for (text, line, fault) in [
        ("", 1, CsvFault::Empty),
        ("\n\n", 1, CsvFault::Empty),
        ("system,label\n", 1, CsvFault::NoCodeColumn),
        ("code,label\n", 1, CsvFault::NoSystemColumn),
        ("code,system,Code\n", 1, CsvFault::SameHeading),
        ("system,code\nloinc,1-8\nloinc\n", 3, CsvFault::Fields),
        ("system,code\nloinc,1-8,x\n", 2, CsvFault::Fields),
        ("system,code\n\nloinc,\n", 3, CsvFault::Code),
        ("system,code\nicd9,1\n", 2, CsvFault::System),
        ("system,code\nicd10cm,I50.1\nicd10cm,I50.*\n", 3, CsvFault::NoCode),
        ("system,code\nicd10cm,E08-E13\n", 2, CsvFault::NoCode),
        ("system,code,label\nloinc,1-8,\"a\nb\"\nloinc,2-8,\"open\n", 4, CsvFault::Quotes),
        ("system,code\nloinc,\"1\"2\n", 2, CsvFault::Quotes),
        ("system,code\nloinc,1\"2\n", 2, CsvFault::Quotes),
    ] {
        assert_eq!(parse_csv(text, None), Err(CsvError { line, fault }), "{text:?}");
    }
    let many = format!("system,code\n{}", "loinc,1-8\n".repeat(200_001));
    assert_eq!(parse_csv(&many, None), Err(CsvError { line: 200_002, fault: CsvFault::Limit }));
    let long = format!("system,code,label\nloinc,1-8,{}\n", "x".repeat(1_001));
    assert_eq!(parse_csv(&long, None), Err(CsvError { line: 2, fault: CsvFault::Limit }));
}

fn any_code() -> impl Strategy<Value = String> {
    "[A-C][0-2][0-2A](\\.[0-3]{1,3})?|[CM](1|4|7|8)[0134A](\\.[0-3])?"
}

fn any_member() -> impl Strategy<Value = CodeMember> {
    prop_oneof![
        any_code().prop_map(|text| CodeMember::One(code(System::Icd10Cm, &text))),
        any_code().prop_map(|text| prefix(System::Icd10Cm, &text)),
        (any_code(), any_code()).prop_filter_map("in order", |(low, high)| CodeMember::new(
            System::Icd10Cm,
            &CodeForm::Range(low, high)
        )
        .ok()),
        "[ab](\\.[ab]|[ab]|-){0,2}".prop_map(|text| prefix(System::Local, &text)),
        "[0-3]{5}".prop_map(|text| CodeMember::One(code(System::Cpt, &text))),
        ("[0-3]{5}", "[0-3]{5}").prop_filter_map("in order", |(low, high)| CodeMember::new(
            System::Cpt,
            &CodeForm::Range(low, high)
        )
        .ok()),
    ]
}

proptest! {
    #[test]
    fn a_compiled_set_holds_what_the_set_holds(
        members in proptest::collection::vec(any_member(), 0..8),
        codes in proptest::collection::vec(any_code(), 12),
        local in proptest::collection::vec("[ab](\\.[ab]|[ab]|-){0,3}", 12),
        numbers in proptest::collection::vec("[0-3]{5}", 12),
    ) {
        let matcher = Matcher::new(&members);
        let set = CodeSet { id: String::new(), label: String::new(), members, dated: Vec::new() };
        let codes = codes.iter().map(|text| code(System::Icd10Cm, text)).chain(numbers.iter().map(|text| code(System::Cpt, text))).chain(local.iter().map(|text| code(System::Local, text)));
        for code in codes {
            prop_assert_eq!(matcher.contains(&code), set.contains(&code), "{}", code);
        }
    }

    #[test]
    fn no_code_file_panics(text in "(system|code|label|loinc|[,\"\n\r a1])*") {
        let _ = parse_csv(&text, None);
        let _ = parse_csv(&text, Some(System::Loinc));
    }

    #[test]
    fn no_code_panics(text in "\\PC{0,20}", other in "\\PC{0,20}") {
        for system in System::every() {
            let code = Code::new(system, &text);
            let _ = (code.key().len(), System::from_uri(&text));
            for form in [CodeForm::Prefix(other.clone()), CodeForm::Range(other.clone(), text.clone())] {
                if let Ok(member) = CodeMember::new(system, &form) {
                    prop_assert_eq!(Matcher::new([&member]).contains(&code), member.contains(&code));
                }
            }
        }
    }
}
