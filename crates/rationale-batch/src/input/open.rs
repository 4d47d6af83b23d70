//! A file or standard input -> its bytes, decompressed. What it is, its first bytes tell.

use crate::errors::Trouble;
use crate::options::Source;
use rationale_arrow::files::MAGIC;
use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

const GZIP: &[u8] = &[0x1f, 0x8b];
const ZSTD: &[u8] = &[0x28, 0xb5, 0x2f, 0xfd];
/// What is read from a file at once.
const AT_ONCE: usize = 256 << 10;

/// An opened source.
pub(crate) enum Opened {
    /// Bytes of lines.
    Bytes(Bytes),
    /// A Parquet file.
    Parquet(PathBuf, File),
}

/// Decompressed bytes.
pub(crate) struct Bytes {
    /// The bytes.
    pub(crate) reader: Box<dyn BufRead + Send>,
    /// What is at fault where reading fails: the file as it is stored, or else what is in it.
    pub(crate) failed: Arc<AtomicU64>,
    /// How it is compressed, in words.
    pub(crate) form: &'static str,
}

/// Opens a source.
pub(crate) fn open(source: &Source, consumed: &Arc<AtomicU64>) -> Result<Opened, Trouble> {
    let failed = Arc::new(AtomicU64::new(0));
    let counted = |inner: Box<dyn Read + Send>| Counted {
        inner,
        consumed: Arc::clone(consumed),
        failed: Arc::clone(&failed),
    };
    let mut buffered = match source {
        Source::Stdin => BufReader::with_capacity(AT_ONCE, counted(Box::new(std::io::stdin()))),
        Source::File(path) => {
            let about = std::fs::metadata(path).map_err(|error| Trouble::read(path, &error))?;
            if about.is_dir() {
                return Err(Trouble::file(path, "this is a folder; name the files in it"));
            }
            let file = File::open(path).map_err(|error| Trouble::read(path, &error))?;
            BufReader::with_capacity(AT_ONCE, counted(Box::new(file)))
        }
    };
    let path = PathBuf::from(source.name());
    // One read of a pipe may give less than the four bytes that tell.
    let mut head = Vec::new();
    let read = buffered.by_ref().take(4).read_to_end(&mut head);
    read.map_err(|error| Trouble::read(&path, &error))?;
    let whole = std::io::Cursor::new(head.clone()).chain(buffered);
    let (reader, form): (Box<dyn BufRead + Send>, _) = if head.starts_with(GZIP) {
        (Box::new(BufReader::with_capacity(AT_ONCE, flate2::bufread::MultiGzDecoder::new(whole))), "gzip")
    } else if head.starts_with(ZSTD) {
        let decoder = zstd::Decoder::with_buffer(whole).map_err(|error| Trouble::read(&path, &error))?;
        (Box::new(BufReader::with_capacity(AT_ONCE, decoder)), "zstd")
    } else if head == MAGIC {
        let Source::File(path) = source else {
            return Err(Trouble::usage("Parquet cannot be read from standard input; name the file"));
        };
        consumed.fetch_sub(consumed.load(Ordering::Relaxed).min(AT_ONCE as u64), Ordering::Relaxed);
        let file = File::open(path).map_err(|error| Trouble::read(path, &error))?;
        return Ok(Opened::Parquet(path.clone(), file));
    } else {
        (Box::new(whole), "plain")
    };
    Ok(Opened::Bytes(Bytes { reader, failed, form }))
}

/// Counts the bytes as they are stored, and notes where reading them failed.
struct Counted {
    inner: Box<dyn Read + Send>,
    consumed: Arc<AtomicU64>,
    failed: Arc<AtomicU64>,
}

impl Read for Counted {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        match self.inner.read(into) {
            Ok(count) => {
                self.consumed.fetch_add(count as u64, Ordering::Relaxed);
                Ok(count)
            }
            Err(error) => {
                if error.kind() != std::io::ErrorKind::Interrupted {
                    self.failed.store(1, Ordering::Relaxed);
                }
                Err(error)
            }
        }
    }
}
