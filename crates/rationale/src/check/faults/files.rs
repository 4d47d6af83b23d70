//! Files that are used.

use crate::diagnostic::Diagnostic;
use crate::source::Name;

pub(in crate::check) fn unknown_file(path: &Name) -> Diagnostic {
    Diagnostic::error("unknown-file", format!("there is no file `{}`", path.node))
        .primary(path.span, "not found")
        .help("paths start at the folder of all criteria, such as `vocabulary/vitals`")
}

pub(in crate::check) fn bad_path(path: &Name) -> Diagnostic {
    Diagnostic::error("bad-path", format!("`{}` leads out of the criteria", path.node))
        .primary(path.span, "not a path below the folder of all criteria")
        .help("write the path from that folder, without `..`, `.` or a leading `/`")
}

pub(in crate::check) fn file_too_large(path: &Name, most: usize) -> Diagnostic {
    Diagnostic::error("too-large", format!("the file `{}` is too large", path.node))
        .primary(path.span, format!("files together, or this one, hold more than {most} bytes"))
        .help("split it, or load fewer files")
}

pub(in crate::check) fn too_many_files(path: &Name, most: usize) -> Diagnostic {
    Diagnostic::error("too-large", format!("more than {most} files are used"))
        .primary(path.span, "not read any more")
        .help("load fewer files at once")
}
