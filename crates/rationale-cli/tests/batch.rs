//! `rationale batch` as a data team runs it: order, counts, damaged input, runs that are killed.

#![allow(clippy::disallowed_methods)] // a test reads and writes files

mod common;

use common::{rationale, root, text};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::Duration;

const REQUESTS: &str = "docs/examples/batch/requests.ndjson";

/// An empty folder of its own.
fn folder(name: &str) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("batch").join(name);
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).expect("a folder");
    folder
}

fn batch(input: &Path, output: &Path, more: &[&str]) -> Output {
    let (input, output) = (input.to_string_lossy(), output.to_string_lossy());
    rationale(&[&["batch", &input, "-o", &output][..], more].concat())
}

fn bytes(path: &Path) -> Vec<u8> {
    std::fs::read(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn requests() -> Vec<u8> {
    bytes(&root().join(REQUESTS))
}

/// The field of each line.
fn field(lines: &[u8], name: &str) -> Vec<String> {
    let value = |line: &str| serde_json::from_str::<serde_json::Value>(line).expect("JSON")[name].clone();
    let words = |value: serde_json::Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    text(lines).lines().map(|line| words(value(line))).collect()
}

fn write(path: &Path, content: &[u8]) {
    std::fs::write(path, content).expect("written");
}

#[test]
fn cases_keep_their_order_and_bad_lines_are_told_apart() {
    let folder = folder("order");
    let (out, errors) = (folder.join("out.ndjson"), folder.join("errors.ndjson"));
    let run =
        batch(&root().join(REQUESTS), &out, &["--errors", &errors.to_string_lossy(), "--what", "outcomes"]);
    assert_eq!(run.status.code(), Some(1), "{}", text(&run.stderr));
    assert!(text(&run.stderr).contains("13 cases read: 11 assessed, 2 errors"), "{}", text(&run.stderr));
    assert!(run.stdout.is_empty());
    let cases = field(&bytes(&out), "case");
    assert_eq!(cases.first().map(String::as_str), Some("O-3001"));
    assert!(cases.is_sorted(), "{cases:?}");
    assert_eq!(cases.len(), 11, "one guideline each, or none");
    let errors = bytes(&errors);
    assert_eq!(field(&errors, "line"), ["8", "14"]);
    assert_eq!(field(&errors, "case"), ["O-3007", "null"]);
    assert!(!folder.join("out.ndjson.journal").exists() && !folder.join("out.ndjson.partial").exists());
}

#[test]
fn an_assessment_is_the_one_that_evaluate_makes() {
    let folder = folder("evaluate");
    let case = bytes(&root().join("docs/examples/home_oxygen/evaluation_not_documented.case.json"));
    let case: serde_json::Value = serde_json::from_slice(&case).expect("JSON");
    let (input, out) = (folder.join("one.ndjson"), folder.join("out.ndjson"));
    write(&input, case.to_string().as_bytes());
    assert_eq!(batch(&input, &out, &[]).status.code(), Some(0));
    let one = rationale(&["evaluate", &input.to_string_lossy(), "--format", "json"]);
    let parse = |bytes: &[u8]| serde_json::from_slice::<serde_json::Value>(bytes).expect("JSON");
    assert_eq!(parse(&bytes(&out)), parse(&one.stdout));
    // What a batch wrote can be replayed.
    let verified = rationale(&["verify", &out.to_string_lossy(), &input.to_string_lossy()]);
    assert_eq!(verified.status.code(), Some(0), "{}{}", text(&verified.stdout), text(&verified.stderr));
}

#[test]
fn the_bytes_do_not_depend_on_threads_files_or_compression() {
    let folder = folder("same");
    let mut many = Vec::new();
    for _ in 0..6 {
        many.extend_from_slice(&requests());
    }
    let plain = folder.join("plain");
    write(&plain, &many);
    let gzip = folder.join("gzip");
    // Two members, as `cat a.gz b.gz` makes them.
    let half = many.iter().position(|byte| *byte == b'\n').expect("a line") + 1;
    let mut packed = Vec::new();
    for part in [&many[..half], &many[half..]] {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        encoder.write_all(part).expect("packed");
        packed.extend(encoder.finish().expect("packed"));
    }
    write(&gzip, &packed);
    let zstd = folder.join("zstd");
    let frames = [&many[..half], &many[half..]].map(|part| zstd::encode_all(part, 1).expect("packed"));
    write(&zstd, &frames.concat());
    for what in ["findings", "outcomes"] {
        for to in ["ndjson", "parquet"] {
            let mut seen: Option<Vec<u8>> = None;
            for (input, jobs) in [(&plain, "1"), (&plain, "2"), (&plain, "7"), (&gzip, "2"), (&zstd, "2")] {
                let out = folder.join("out");
                let run = batch(input, &out, &["--what", what, "--jobs", jobs, "--to", to]);
                assert_eq!(run.status.code(), Some(1), "{}", text(&run.stderr));
                let made = bytes(&out);
                assert!(!made.is_empty());
                assert!(
                    seen.as_ref().is_none_or(|seen| *seen == made),
                    "{what} {to} {} {jobs}",
                    input.display()
                );
                seen = Some(made);
            }
        }
    }
    let from_file = batch(&plain, Path::new("-"), &["--what", "outcomes"]);
    let mut child = Command::new(env!("CARGO_BIN_EXE_rationale"))
        .args(["batch", "-", "-o", "-", "--what", "outcomes"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("it starts");
    let mut stdin = child.stdin.take().expect("a pipe");
    let writer = std::thread::spawn(move || stdin.write_all(&packed).expect("written"));
    let piped = child.wait_with_output().expect("it ends");
    writer.join().expect("written");
    assert_eq!(piped.stdout, from_file.stdout, "gzip through a pipe");
}

#[test]
fn damage_costs_the_lines_it_hits() {
    let folder = folder("damage");
    let (input, out, errors) = (folder.join("in"), folder.join("out"), folder.join("errors"));
    let sound = |id: &str| format!("{{\"case\": \"{id}\", \"as_of\": \"2026-03-03T09:00-05:00\"}}");
    let mut lines: Vec<u8> = b"\xEF\xBB\xBF".to_vec();
    lines.extend(format!("{}\r\n", sound("A")).bytes());
    lines.extend(b"\r\n   \n");
    lines.extend(b"{\"case\": \"\xFF\"}\n");
    lines.extend(b"\0\n");
    lines.extend(vec![b'['; 5_000]);
    lines.extend(b"\n{\"case\": \"");
    lines.extend(vec![b'x'; 70_000]);
    lines.extend(b"\"}\n");
    lines.extend(format!("{}\n{}", sound("A"), sound("B")).bytes());
    write(&input, &lines);
    let run = batch(
        &input,
        &out,
        &["--errors", &errors.to_string_lossy(), "--longest", "60000", "--what", "outcomes"],
    );
    assert_eq!(run.status.code(), Some(1));
    assert!(text(&run.stderr).contains("7 cases read: 3 assessed, 4 errors"), "{}", text(&run.stderr));
    // A case that stands twice is two cases.
    assert_eq!(field(&bytes(&out), "case"), ["A", "A", "B"]);
    assert_eq!(field(&bytes(&out), "outcome")[0], "no_guideline_applies");
    let told = bytes(&errors);
    assert_eq!(field(&told, "line"), ["4", "5", "6", "7"]);
    let told = text(&told);
    for code in ["not-utf8", "not-readable", "too-large", "line-too-long"] {
        assert!(told.contains(code), "{code}: {told}");
    }
    assert!(!told.contains("xxx"), "no text of a case is repeated");
}

#[test]
fn a_file_cut_short_gives_what_is_there_and_says_so() {
    let folder = folder("cut");
    let mut many = Vec::new();
    for _ in 0..20 {
        many.extend_from_slice(&requests());
    }
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(&many).expect("packed");
    let gzip = encoder.finish().expect("packed");
    for (name, packed) in [("gz", gzip), ("zst", zstd::encode_all(&many[..], 1).expect("packed"))] {
        let (input, errors) = (folder.join(name), folder.join("errors"));
        write(&input, &packed[..packed.len() * 2 / 3]);
        let run = batch(
            &input,
            &folder.join("out"),
            &["--errors", &errors.to_string_lossy(), "--what", "outcomes"],
        );
        assert_eq!(run.status.code(), Some(1), "{}", text(&run.stderr));
        let told = text(&bytes(&errors));
        let last = told.lines().last().expect("an error");
        assert!(last.contains("input-cut-short"), "{name}: {last}");
    }
}

#[test]
fn what_cannot_be_done_is_refused_before_work_begins() {
    let folder = folder("usage");
    let out = folder.join("out.ndjson");
    let requests = root().join(REQUESTS);
    for (more, words) in [
        (&["--what", "findings", "--view", "context"][..], "go with `--what assessments`"),
        (&["--guideline", "nothing_such"][..], "no guideline is called"),
        (&["--by", "payer"][..], "add `--summary FILE`"),
        (&["--by", "facility", "--summary", "x.json"][..], "no field of a case's header is called so"),
        (&["--carry", "facility", "--what", "outcomes"][..], "here each line is the case"),
        (&["--errors", &requests.to_string_lossy()][..], "would be written over"),
    ] {
        let run = batch(&requests, &out, more);
        assert_eq!(run.status.code(), Some(2), "{more:?}: {}", text(&run.stderr));
        assert!(text(&run.stderr).contains(words), "{more:?}: {}", text(&run.stderr));
        assert!(!out.exists());
    }
    let missing = batch(&folder.join("none.ndjson"), &out, &[]);
    assert_eq!(missing.status.code(), Some(1));
    assert!(text(&missing.stderr).contains("none.ndjson: no such file"), "{}", text(&missing.stderr));
    let nowhere = batch(&requests, &folder.join("no/such/folder/out"), &[]);
    assert!(text(&nowhere.stderr).contains("its folder is not there"), "{}", text(&nowhere.stderr));
    assert_eq!(rationale(&["batch", REQUESTS, "-o", "-", "--to", "parquet"]).status.code(), Some(2));
}

/// Starts a run and kills it, as a machine that fails would, when its journal knows of so many cases. Whether it could be.
fn killed(arguments: &[&str], journal: &Path, cases: u64) -> bool {
    let mut child = Command::new(env!("CARGO_BIN_EXE_rationale"))
        .args(arguments)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("it starts");
    loop {
        let journal = std::fs::read(journal).unwrap_or_default();
        let journal = serde_json::from_slice::<serde_json::Value>(&journal).unwrap_or_default();
        if journal["counts"]["read"].as_u64().is_some_and(|read| read >= cases) {
            child.kill().expect("killed");
            return child.wait().expect("it ends").code().is_none();
        }
        if child.try_wait().expect("asked").is_some() {
            return false;
        }
        std::thread::sleep(Duration::from_millis(2));
    }
}

#[test]
fn a_run_that_is_killed_goes_on_where_it_stopped() {
    let folder = folder("killed");
    let input = folder.join("in.ndjson");
    let mut many = Vec::new();
    for _ in 0..60 {
        many.extend_from_slice(&requests());
    }
    write(&input, &many);
    for to in ["ndjson", "parquet"] {
        let path = |name: &str| folder.join(format!("{name}.{to}")).to_string_lossy().into_owned();
        let (whole, whole_errors) = (path("whole"), path("whole-errors"));
        let (out, errors) = (path("out"), path("errors"));
        let input = input.to_string_lossy();
        let run = |out: &str, errors: &str| -> Vec<String> {
            let words = ["batch", &input, "-o", out, "--errors", errors, "--what", "findings", "--jobs", "2"];
            let (summary, report) = (format!("{out}.json"), format!("{out}.html"));
            let beside = ["--summary", &summary, "--report", &report, "--by", "payer"];
            words
                .into_iter()
                .chain(beside)
                .chain(["--note-every", "0", "--resume"])
                .map(str::to_owned)
                .collect()
        };
        let undisturbed = run(&whole, &whole_errors);
        let undisturbed: Vec<&str> = undisturbed.iter().map(String::as_str).collect();
        assert_eq!(rationale(&undisturbed).status.code(), Some(1));
        let again = run(&out, &errors);
        let again: Vec<&str> = again.iter().map(String::as_str).collect();
        let mut kills = 0;
        let journal = format!("{out}.journal");
        // A run may be through before its turn to be killed comes, or while its files are given their names.
        for cases in [0, 1, 200, 400, 780].into_iter().cycle().take(20) {
            kills += u32::from(killed(&again, Path::new(&journal), cases));
            if Path::new(&out).exists() {
                assert!(bytes(Path::new(&out)) == bytes(Path::new(&whole)), "an output that is not whole");
                if !Path::new(&journal).exists() {
                    std::fs::remove_file(&out).expect("there");
                }
            }
            if kills == 5 {
                break;
            }
        }
        assert_eq!(kills, 5, "{to}: not enough runs could be killed");
        let last = rationale(&again);
        assert_eq!(last.status.code(), Some(1), "{}", text(&last.stderr));
        assert!(
            text(&last.stderr).contains("780 cases read: 660 assessed, 120 errors"),
            "{}",
            text(&last.stderr)
        );
        assert!(bytes(Path::new(&out)) == bytes(Path::new(&whole)), "the output of {to} differs");
        assert!(bytes(Path::new(&errors)) == bytes(Path::new(&whole_errors)), "the errors of {to} differ");
        for ending in ["json", "html"] {
            let (one, other) = (format!("{out}.{ending}"), format!("{whole}.{ending}"));
            assert!(bytes(Path::new(&one)) == bytes(Path::new(&other)), "the {ending} of {to} differs");
        }
        for left in ["journal", "partial", "parts"] {
            assert!(!Path::new(&format!("{out}.{left}")).exists(), "{left} is left");
        }
    }
}

#[test]
fn a_run_is_not_gone_on_with_as_another() {
    let folder = folder("other");
    let (input, out) = (folder.join("in.ndjson"), folder.join("out.ndjson"));
    let mut many = Vec::new();
    for _ in 0..60 {
        many.extend_from_slice(&requests());
    }
    write(&input, &many);
    let (name, target) = (input.to_string_lossy(), out.to_string_lossy());
    let arguments = ["batch", &name, "-o", &target, "--what", "findings", "--jobs", "1", "--note-every", "0"];
    assert!(killed(&arguments, &folder.join("out.ndjson.journal"), 100));
    let refused = |more: &[&str], words: &str| {
        let run = batch(&input, &out, more);
        assert_ne!(run.status.code(), Some(0));
        assert!(text(&run.stderr).contains(words), "{}", text(&run.stderr));
        assert!(!out.exists());
    };
    refused(&["--what", "findings"], "`--resume`");
    refused(&["--what", "outcomes", "--resume"], "differs in `--what`");
    refused(
        &["--what", "findings", "--resume", "--criteria", "docs/examples/heart_failure"],
        "differs in the criteria",
    );
    // Something of what was already read is changed.
    let changed = text(&many).replacen("O-3001", "O-9001", 1);
    write(&input, changed.as_bytes());
    refused(&["--what", "findings", "--resume"], "the input is not what it was");
    write(&input, &many);
    assert_eq!(batch(&input, &out, &["--what", "findings", "--resume"]).status.code(), Some(1));
}

#[test]
fn parquet_goes_in_and_comes_out() {
    use rationale_arrow::arrow_array::{ArrayRef, RecordBatch, StringArray};
    use rationale_arrow::files::{Reader, Writer, column_words};
    use std::sync::Arc;
    let folder = folder("parquet");
    let requests = text(&requests());
    let cases: Vec<&str> = requests.lines().filter(|line| !line.is_empty()).collect();
    let facilities: Vec<&str> =
        (0..cases.len()).map(|at| if at % 2 == 0 { "north" } else { "south" }).collect();
    let table = RecordBatch::try_from_iter([
        ("facility", Arc::new(StringArray::from(facilities)) as ArrayRef),
        ("request", Arc::new(StringArray::from(cases)) as ArrayRef),
    ])
    .expect("a table");
    let input = folder.join("in.parquet");
    let mut writer = Writer::create(&input, table.schema()).expect("created");
    writer.write(&table).expect("written");
    writer.finish().expect("finished");

    let (out, errors) = (folder.join("out.parquet"), folder.join("errors.ndjson"));
    let columns = ["--case-column", "request", "--carry", "facility", "--errors", &errors.to_string_lossy()];
    let run = batch_of(&input, &out, &columns, "outcomes");
    assert!(text(&run.stderr).contains("13 cases read: 11 assessed, 2 errors"), "{}", text(&run.stderr));
    assert_eq!(field(&bytes(&errors), "line"), ["7", "13"], "rows of Parquet");
    let reader = Reader::open(std::fs::File::open(&out).expect("a file"), &[], 100).expect("Parquet");
    assert_eq!(reader.names()[..3], ["facility", "case", "guideline"]);
    let (mut facilities, mut outcomes) = (Vec::new(), Vec::new());
    for batch in reader {
        let batch = batch.expect("a batch");
        facilities.extend(column_words(&batch, "facility").expect("a column").into_iter().flatten());
        outcomes.extend(column_words(&batch, "outcome").expect("a column").into_iter().flatten());
    }
    assert_eq!(facilities[..7], ["north", "south", "north", "south", "north", "south", "south"]);

    let lines = folder.join("out.ndjson");
    batch_of(&input, &lines, &columns, "outcomes");
    assert_eq!(field(&bytes(&lines), "outcome"), outcomes, "both say the same");
    let first = text(&bytes(&lines));
    assert!(first.lines().next().expect("a line").ends_with(r#""columns":{"facility":"north"}}"#), "{first}");

    let wrong = batch(&input, &out, &[]);
    assert!(text(&wrong.stderr).contains("no column is called `case`; there are: facility, request"));
    // A file that ends in the middle is no Parquet file: what it holds is told at its end.
    let whole = bytes(&input);
    write(&input, &whole[..whole.len() / 2]);
    assert_eq!(batch(&input, &out, &columns).status.code(), Some(1));
}

fn batch_of(input: &Path, output: &Path, more: &[&str], what: &str) -> Output {
    batch(input, output, &[more, &["--what", what]].concat())
}

#[test]
fn the_summary_counts_what_came_out_and_the_page_shows_it() {
    let folder = folder("summary");
    let input = folder.join("in.ndjson");
    let hostile =
        text(&requests()).replace("\"payer\": \"medicare\"", "\"payer\": \"<script>alert(1)</script>\"");
    write(&input, (text(&requests()) + &hostile).as_bytes());
    let (out, errors) = (folder.join("out.ndjson"), folder.join("errors.ndjson"));
    let (summary, report) = (folder.join("summary.json"), folder.join("report.html"));
    let beside = [
        "--errors",
        &errors.to_string_lossy(),
        "--summary",
        &summary.to_string_lossy(),
        "--report",
        &report.to_string_lossy(),
        "--by",
        "payer,urgency",
    ];
    let mut seen: Option<(Vec<u8>, Vec<u8>)> = None;
    for jobs in ["1", "2", "7"] {
        batch_of(&input, &out, &[&beside[..], &["--jobs", jobs]].concat(), "outcomes");
        let made = (bytes(&summary), bytes(&report));
        assert!(seen.as_ref().is_none_or(|seen| *seen == made), "{jobs} threads make another summary");
        seen = Some(made);
    }
    let counted: serde_json::Value = serde_json::from_slice(&bytes(&summary)).expect("JSON");
    let outcomes = field(&bytes(&out), "outcome");
    for outcome in ["meets", "does_not_meet", "insufficient_information", "no_guideline_applies"] {
        let own = outcomes.iter().filter(|one| *one == outcome).count();
        assert_eq!(counted["outcomes"][outcome], own, "{outcome}");
        assert!(own > 0, "{outcome} is not shown");
        let of = |list: &serde_json::Value| -> u64 {
            let list = list.as_array().expect("a list");
            list.iter().map(|one| one["outcomes"][outcome].as_u64().expect("a number")).sum()
        };
        assert_eq!(of(&counted["months"]), own as u64, "months: {outcome}");
        assert_eq!(of(&counted["by"][0]["groups"]), own as u64, "by payer: {outcome}");
    }
    assert_eq!(counted["counts"]["errors"], bytes(&errors).iter().filter(|byte| **byte == b'\n').count());
    let deadlines = counted["deadlines"].as_array().expect("a list");
    let total: u64 = deadlines.iter().map(|one| one["count"].as_u64().expect("a number")).sum();
    assert_eq!(total, 22, "each case that was assessed says when it was received");
    // A supplier that paid for the study makes `unpaid` unmet, not the criterion inside that is met.
    let unmet = counted["unmet"].as_array().expect("a list");
    assert!(unmet.iter().any(|one| one["criterion"] == "initial.unpaid"), "{unmet:?}");
    assert!(unmet.iter().all(|one| one["criterion"] != "initial.unpaid.paid"), "{unmet:?}");

    let page = text(&bytes(&report));
    for there in ["<svg", "<details>", "Outcomes by payer", "Documents most often missing", "&lt;script&gt;"]
    {
        assert!(page.contains(there), "{there}");
    }
    for not_there in ["<script", "http", "src=", "@import", "url("] {
        assert!(!page.contains(not_there), "{not_there}");
    }
    assert_eq!(page.matches("<figure>").count(), page.matches("<table>").count(), "each chart has its table");
    for (tag, end) in [("<svg", "</svg>"), ("<text", "</text>"), ("<td>", "</td>"), ("<ul", "</ul>")] {
        assert_eq!(page.matches(tag).count(), page.matches(end).count(), "{tag}");
    }
}

#[test]
fn what_is_written_is_as_its_schema_says() {
    let folder = folder("schemas");
    let (errors, summary) = (folder.join("errors"), folder.join("summary"));
    let beside = ["--errors", &errors.to_string_lossy(), "--summary", &summary.to_string_lossy()];
    let requests = root().join(REQUESTS);
    let valid = |name: &str, value: &serde_json::Value| {
        let schema = rationale(&["schema", name]).stdout;
        let schema = serde_json::from_slice(&schema).expect("a schema");
        let validator = jsonschema::validator_for(&schema).expect("a schema that is sound");
        if let Err(error) = validator.validate(value) {
            panic!("{name}: {error}");
        }
        assert!(
            validator.validate(&serde_json::json!({ "nothing": "such" })).is_err(),
            "{name} refuses nothing"
        );
    };
    let parse = |line: &str| serde_json::from_str::<serde_json::Value>(line).expect("JSON");
    for (what, name) in
        [("findings", "finding-row"), ("outcomes", "outcome-row"), ("assessments", "assessment")]
    {
        let out = folder.join(what);
        batch_of(&requests, &out, &beside, what);
        let made = text(&bytes(&out));
        valid(name, &parse(made.lines().next().expect("a line")));
        valid(name, &parse(made.lines().last().expect("a line")));
    }
    for line in text(&bytes(&errors)).lines() {
        valid("batch-error", &parse(line));
    }
    let earlier = folder.join("earlier");
    write(&earlier, &bytes(&root().join("docs/examples/batch/earlier.outcomes.ndjson")));
    let changes = folder.join("changes");
    let against = ["--baseline", &earlier.to_string_lossy(), "--changes", &changes.to_string_lossy()];
    batch_of(&requests, &folder.join("now"), &[&beside[..], &against].concat(), "findings");
    for line in text(&bytes(&changes)).lines() {
        valid("batch-change", &parse(line));
    }
    assert!(!bytes(&changes).is_empty());
    valid("batch-summary", &parse(&text(&bytes(&summary))));
}

#[test]
fn members_beside_the_case_are_carried_and_grouped_by() {
    let folder = folder("beside");
    let (input, out) = (folder.join("in.ndjson"), folder.join("out.ndjson"));
    let requests = text(&requests());
    let lines: Vec<String> = requests
        .lines()
        .filter(|line| !line.is_empty())
        .enumerate()
        .map(|(at, line)| format!("{{\"facility\": \"{}\", \"case\": {line}}}", ["north", "south"][at % 2]))
        .collect();
    write(&input, lines.join("\n").as_bytes());
    let more = ["--case-column", "case", "--carry", "facility", "--by", "facility", "--summary", "-"];
    let run = batch_of(&input, &out, &more, "outcomes");
    assert!(text(&run.stderr).contains("13 cases read: 11 assessed, 2 errors"), "{}", text(&run.stderr));
    let plain = folder.join("plain.ndjson");
    batch_of(&root().join(REQUESTS), &plain, &[], "outcomes");
    assert_eq!(field(&bytes(&out), "outcome"), field(&bytes(&plain), "outcome"));
    assert!(text(&bytes(&out)).contains(r#""columns":{"facility":"south"}"#));
    let summary: serde_json::Value = serde_json::from_slice(&run.stdout).expect("JSON");
    let groups = summary["by"][0]["groups"].as_array().expect("groups");
    let mut values: Vec<&str> =
        groups.iter().map(|group| group["value"].as_str().expect("a value")).collect();
    values.sort_unstable();
    assert_eq!(values, ["north", "south"]);
}
