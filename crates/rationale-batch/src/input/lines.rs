//! Bytes -> lines: one at a time, none longer than a limit, each with its number.

use super::open::Bytes;
use super::{Block, Row};
use crate::errors::Trouble;
use std::io::BufRead;
use std::path::Path;
use std::sync::atomic::Ordering;

const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";

/// The lines of one file.
pub(super) struct Lines {
    bytes: Bytes,
    longest: usize,
    file: String,
    over: bool,
}

/// How reading a line ended.
enum Line {
    /// It was read; whether it was too long and is not kept.
    Read { too_long: bool },
    /// There is none.
    End,
    /// What is compressed cannot be read on.
    Damaged,
}

impl Lines {
    pub(super) fn new(bytes: Bytes, longest: usize, file: String) -> Self {
        Self { bytes, longest, file, over: false }
    }

    /// Whether the file is at its end.
    pub(super) fn over(&self) -> bool {
        self.over
    }

    /// Puts lines into a block until it is full or the file is at its end.
    pub(super) fn fill(&mut self, block: &mut Block) -> Result<(), Trouble> {
        let mut crc = crc32fast::Hasher::new_with_initial(block.end.crc);
        while !block.is_full() && !self.over {
            let start = block.bytes.len();
            let line = self.line(block, &mut crc)?;
            let number = block.end.lines + 1;
            let fault = match line {
                Line::End => {
                    self.over = true;
                    break;
                }
                Line::Damaged => {
                    self.over = true;
                    block.bytes.truncate(start);
                    let words = format!(
                        "the {} file stops too early or is damaged here; what follows was not read. Fetch the file again",
                        self.bytes.form
                    );
                    Some(("input-cut-short", words))
                }
                Line::Read { too_long: true } => {
                    let words = format!(
                        "longer than {} bytes, which is the most that is read of a line; raise `--longest`",
                        self.longest
                    );
                    Some(("line-too-long", words))
                }
                Line::Read { too_long: false } => None,
            };
            block.end.lines = number;
            if fault.is_none() {
                let mut begin = start;
                if number == 1 && block.bytes[begin..].starts_with(BYTE_ORDER_MARK) {
                    begin += BYTE_ORDER_MARK.len();
                }
                let mut end = block.bytes.len();
                while end > begin && matches!(block.bytes[end - 1], b'\n' | b'\r') {
                    end -= 1;
                }
                if block.bytes[begin..end].iter().all(u8::is_ascii_whitespace) {
                    block.bytes.truncate(start);
                    block.blank += 1;
                    // A flood of blank lines must not keep a block from ending.
                    if block.blank >= 1 << 16 {
                        break;
                    }
                    continue;
                }
                block.rows.push(Row { line: number, bytes: begin..end, fault: None, columns: Vec::new() });
            } else {
                block.rows.push(Row { line: number, bytes: start..start, fault, columns: Vec::new() });
            }
        }
        block.end.crc = crc.finalize();
        Ok(())
    }

    /// Reads one line behind what the block holds; one that is too long is passed over.
    fn line(&mut self, block: &mut Block, crc: &mut crc32fast::Hasher) -> Result<Line, Trouble> {
        let start = block.bytes.len();
        let mut too_long = false;
        let mut any = false;
        loop {
            let available = match self.bytes.reader.fill_buf() {
                Ok(available) => available,
                Err(error) if error.kind() == std::io::ErrorKind::Interrupted => continue,
                Err(error) if self.bytes.failed.load(Ordering::Relaxed) != 0 => {
                    return Err(Trouble::read(Path::new(&self.file), &error));
                }
                Err(_) => return Ok(Line::Damaged),
            };
            if available.is_empty() {
                return Ok(if any { Line::Read { too_long } } else { Line::End });
            }
            any = true;
            let (taken, ended) = match available.iter().position(|byte| *byte == b'\n') {
                Some(at) => (at + 1, true),
                None => (available.len(), false),
            };
            let part = &available[..taken];
            crc.update(part);
            if !too_long {
                // The line end itself is not counted.
                let length = block.bytes.len() - start + taken - usize::from(ended);
                if length > self.longest {
                    too_long = true;
                    block.bytes.truncate(start);
                } else {
                    block.bytes.extend_from_slice(part);
                }
            }
            self.bytes.reader.consume(taken);
            block.end.bytes += taken as u64;
            if ended {
                return Ok(Line::Read { too_long });
            }
        }
    }
}
