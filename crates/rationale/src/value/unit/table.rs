//! The units known, with UCUM's spellings and values. Base units: m, g, s, K, C (coulomb), deg.

use super::dimension::{Dimension, Physical};
use crate::value::number::Number;

/// A unit of the table.
pub(super) struct Atom {
    /// Its UCUM code.
    pub(super) code: &'static str,
    pub(super) measure: Measure,
    pub(super) prefixes: Prefixes,
}

/// What an atom measures.
#[derive(Clone, Copy)]
pub(super) enum Measure {
    /// So many base units (a ratio) of a physical dimension.
    Of(i128, i128, Physical),
    /// A temperature: scale, and where its nought lies, in kelvin.
    Temperature((i128, i128), (i128, i128)),
    /// A kind of its own, named.
    Own(&'static str),
    /// A kind of its own by a physical unit (`kat` is mol/s).
    OwnTimes(&'static str, i128, i128, Physical),
}

/// Which prefixes may stand before an atom.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Prefixes {
    /// None.
    No,
    /// `k` down to `f`. The large ones would make `Mg/dL` and `ML` readable, which mean mg/dL and mL.
    Usual,
    /// `G`, `M` and `h` as well.
    Large,
}

/// A prefix, its power of ten, and whether only [`Prefixes::Large`] has it.
pub(super) const PREFIXES: [(&str, i32, bool); 12] = [
    ("G", 9, true),
    ("M", 6, true),
    ("k", 3, false),
    ("h", 2, true),
    ("da", 1, true),
    ("d", -1, false),
    ("c", -2, false),
    ("m", -3, false),
    ("u", -6, false),
    ("n", -9, false),
    ("p", -12, false),
    ("f", -15, false),
];

const NUMBER: Physical = [0, 0, 0, 0, 0, 0];
const LENGTH: Physical = [1, 0, 0, 0, 0, 0];
const VOLUME: Physical = [3, 0, 0, 0, 0, 0];
const MASS: Physical = [0, 1, 0, 0, 0, 0];
const TIME: Physical = [0, 0, 1, 0, 0, 0];
const RATE: Physical = [0, 0, -1, 0, 0, 0];
const PRESSURE: Physical = [-1, 1, -2, 0, 0, 0];
const FORCE: Physical = [1, 1, -2, 0, 0, 0];
const ENERGY: Physical = [2, 1, -2, 0, 0, 0];
const POWER: Physical = [2, 1, -3, 0, 0, 0];
const DOSE: Physical = [2, 0, -2, 0, 0, 0];
/// Pa.s
const VISCOSITY: Physical = [-1, 1, -1, 0, 0, 0];
/// mL/kg/min
const OXYGEN_USE: Physical = [3, -1, -1, 0, 0, 0];
/// mm[Hg].min/L
const RESISTANCE: Physical = [-4, 1, -1, 0, 0, 0];

const fn of(code: &'static str, (over, under): (i128, i128), physical: Physical, prefixes: Prefixes) -> Atom {
    Atom { code, measure: Measure::Of(over, under, physical), prefixes }
}

const fn own(code: &'static str, prefixes: Prefixes) -> Atom {
    Atom { code, measure: Measure::Own(code), prefixes }
}

use Prefixes::{Large, No, Usual};

/// Every atom. Their order is of no account.
pub(super) const ATOMS: &[Atom] = &[
    // Pure numbers.
    of("%", (1, 100), NUMBER, No),
    of("[ppth]", (1, 1_000), NUMBER, No),
    of("[ppm]", (1, 1_000_000), NUMBER, No),
    of("[ppb]", (1, 1_000_000_000), NUMBER, No),
    of("[pptr]", (1, 1_000_000_000_000), NUMBER, No),
    of("10*", (10, 1), NUMBER, No),
    of("10^", (10, 1), NUMBER, No),
    // Length, volume.
    of("m", (1, 1), LENGTH, Usual),
    of("[in_i]", (254, 10_000), LENGTH, No),
    of("[ft_i]", (3_048, 10_000), LENGTH, No),
    of("[yd_i]", (9_144, 10_000), LENGTH, No),
    of("[mi_i]", (1_609_344, 1_000), LENGTH, No),
    of("[Ch]", (1, 3_000), LENGTH, No),
    of("[diop]", (1, 1), [-1, 0, 0, 0, 0, 0], No),
    of("L", (1, 1_000), VOLUME, Usual),
    of("l", (1, 1_000), VOLUME, Usual),
    of("[drp]", (1, 20_000_000), VOLUME, No),
    of("[tsp_us]", (492_892_159_375, 100_000_000_000_000_000), VOLUME, No),
    of("[tbs_us]", (1_478_676_478_125, 100_000_000_000_000_000), VOLUME, No),
    of("[foz_us]", (295_735_295_625, 10_000_000_000_000_000), VOLUME, No),
    of("[cup_us]", (2_365_882_365, 10_000_000_000_000), VOLUME, No),
    of("[pt_us]", (473_176_473, 1_000_000_000_000), VOLUME, No),
    of("[qt_us]", (946_352_946, 1_000_000_000_000), VOLUME, No),
    of("[gal_us]", (3_785_411_784, 1_000_000_000_000), VOLUME, No),
    of("[tsp_m]", (5, 1_000_000), VOLUME, No),
    of("[tbs_m]", (15, 1_000_000), VOLUME, No),
    of("[foz_m]", (30, 1_000_000), VOLUME, No),
    of("[cup_m]", (240, 1_000_000), VOLUME, No),
    // Mass.
    of("g", (1, 1), MASS, Usual),
    of("[lb_av]", (45_359_237, 100_000), MASS, No),
    of("[oz_av]", (45_359_237, 1_600_000), MASS, No),
    of("[stone_av]", (45_359_237 * 14, 100_000), MASS, No),
    of("[gr]", (6_479_891, 100_000_000), MASS, No),
    // Time. A month is a twelfth of a year of 365.25 days.
    of("s", (1, 1), TIME, Usual),
    of("min", (60, 1), TIME, No),
    of("h", (3_600, 1), TIME, No),
    of("d", (86_400, 1), TIME, No),
    of("wk", (604_800, 1), TIME, No),
    of("mo", (2_629_800, 1), TIME, No),
    of("a", (31_557_600, 1), TIME, No),
    of("Hz", (1, 1), RATE, Large),
    // Pressure, force, energy, power.
    of("Pa", (1_000, 1), PRESSURE, Large),
    of("bar", (100_000_000, 1), PRESSURE, Usual),
    of("atm", (101_325_000, 1), PRESSURE, No),
    of("m[Hg]", (133_322_000, 1), PRESSURE, Usual),
    of("m[H2O]", (9_806_650, 1), PRESSURE, Usual),
    of("[in_i'Hg]", (133_322_000 * 254, 10_000), PRESSURE, No),
    of("[in_i'H2O]", (9_806_650 * 254, 10_000), PRESSURE, No),
    of("[psi]", (44_482_216_152_605, 6_451_600), PRESSURE, No),
    of("N", (1_000, 1), FORCE, Usual),
    of("dyn", (1, 100), FORCE, No),
    of("J", (1_000, 1), ENERGY, Large),
    of("cal", (4_184, 1), ENERGY, Usual),
    of("[Cal]", (4_184_000, 1), ENERGY, No),
    of("W", (1_000, 1), POWER, Large),
    of("[MET]", (7, 120_000_000_000), OXYGEN_USE, No),
    of("[wood'U]", (133_322 * 60_000, 1), RESISTANCE, No),
    of("[PRU]", (133_322_000_000, 1), RESISTANCE, No),
    // No other prefixes: `Np` and `pP` are none of it.
    of("P", (100, 1), VISCOSITY, No),
    of("cP", (1, 1), VISCOSITY, No),
    of("mP", (1, 10), VISCOSITY, No),
    // Electricity and magnetism.
    of("A", (1, 1), [0, 0, -1, 0, 1, 0], Usual),
    of("V", (1_000, 1), [2, 1, -2, 0, -1, 0], Usual),
    of("Ohm", (1_000, 1), [2, 1, -1, 0, -2, 0], Large),
    of("T", (1_000, 1), [0, 1, -1, 0, -1, 0], Usual),
    // Radiation.
    of("Bq", (1, 1), RATE, Large),
    of("Ci", (37_000_000_000, 1), RATE, Usual),
    of("Gy", (1, 1), DOSE, Usual),
    of("RAD", (1, 100), DOSE, Usual),
    own("Sv", Usual),
    Atom { code: "REM", measure: Measure::OwnTimes("Sv", 1, 100, NUMBER), prefixes: Usual },
    // Angle.
    of("deg", (1, 1), [0, 0, 0, 0, 0, 1], No),
    // Temperature.
    of("K", (1, 1), [0, 0, 0, 1, 0, 0], No),
    Atom { code: "Cel", measure: Measure::Temperature((1, 1), (27_315, 100)), prefixes: No },
    Atom { code: "[degF]", measure: Measure::Temperature((5, 9), (45_967, 180)), prefixes: No },
    // Amounts that equal only themselves.
    own("mol", Usual),
    own("eq", Usual),
    own("osm", Usual),
    // A micromole a minute, and a mole a second.
    Atom { code: "U", measure: Measure::OwnTimes("mol", 1, 60_000_000, RATE), prefixes: Usual },
    Atom { code: "kat", measure: Measure::OwnTimes("mol", 1, 1, RATE), prefixes: Usual },
    // `[iU]` and `[IU]` are one unit by UCUM's own word.
    own("[iU]", Large),
    Atom { code: "[IU]", measure: Measure::Own("[iU]"), prefixes: Large },
    own("Da", Usual),
    own("B", Usual),
    own("B[SPL]", Usual),
    own("[p'diop]", No),
    own("[pH]", No),
    own("[HPF]", No),
    own("[LPF]", No),
    own("[arb'U]", Usual),
    own("[USP'U]", Usual),
    own("[GPL'U]", Usual),
    own("[MPL'U]", Usual),
    own("[APL'U]", Usual),
    own("[beth'U]", Usual),
    own("[anti'Xa'U]", Usual),
    own("[todd'U]", No),
    own("[ka'U]", No),
    own("[knk'U]", No),
    own("[mclg'U]", No),
    own("[bdsk'U]", No),
    own("[dye'U]", No),
    own("[smgy'U]", No),
    own("[tb'U]", No),
    own("[D'ag'U]", Usual),
    own("[FEU]", No),
    own("[IR]", No),
    own("[NTU]", No),
    own("[FNU]", No),
    own("[hnsf'U]", No),
    own("[CFU]", Large),
    own("[PFU]", Large),
    own("[FFU]", Large),
    own("[CCID_50]", No),
    own("[TCID_50]", No),
    own("[EID_50]", No),
    own("[BAU]", Usual),
    own("[AU]", Usual),
    own("[BAE]", Usual),
    own("[Amb'a'1'U]", No),
    own("[ELU]", Usual),
    own("[EU]", Usual),
    own("[Lf]", Usual),
    own("[PNU]", Usual),
    own("[S]", No),
    own("[ELISA'U]", No),
];

/// The prefix and atom that a name is made of; the atom's own name first (`min` is not milli-inches).
pub(super) fn find(name: &str) -> Option<(i32, &'static Atom)> {
    let whole = ATOMS.iter().find(|atom| atom.code == name).map(|atom| (0, atom));
    whole.or_else(|| {
        prefixed()
            .find(|(prefix, _, atom)| name.strip_prefix(prefix) == Some(atom.code))
            .map(|(_, power, atom)| (power, atom))
    })
}

/// The code that a name is a variant of in capitals and small letters, where there is only one such unit.
pub(super) fn find_any_case(name: &str) -> Option<String> {
    let whole = ATOMS.iter().map(|atom| ("", 0, atom));
    let matching = whole.chain(prefixed()).filter(|(prefix, _, atom)| {
        name.len() == prefix.len().saturating_add(atom.code.len())
            && name.get(..prefix.len()).is_some_and(|start| start.eq_ignore_ascii_case(prefix))
            && name.get(prefix.len()..).is_some_and(|rest| rest.eq_ignore_ascii_case(atom.code))
    });
    let mut found: Option<(&str, &Atom)> = None;
    for (prefix, _, atom) in matching {
        match found {
            None => found = Some((prefix, atom)),
            // The two spellings of the litre and of the international unit are one.
            Some((kept, known)) if kept == prefix && known.code.eq_ignore_ascii_case(atom.code) => {}
            Some(_) => return None,
        }
    }
    found.map(|(prefix, atom)| format!("{prefix}{}", atom.code))
}

fn prefixed() -> impl Iterator<Item = (&'static str, i32, &'static Atom)> {
    PREFIXES.iter().flat_map(|(prefix, power, large)| {
        let fits = move |atom: &&Atom| match atom.prefixes {
            Prefixes::No => false,
            Prefixes::Usual => !large,
            Prefixes::Large => true,
        };
        ATOMS.iter().filter(fits).map(move |atom| (*prefix, *power, atom))
    })
}

impl Atom {
    /// How many base units one is.
    pub(super) fn factor(&self) -> Option<Number> {
        match self.measure {
            Measure::Of(over, under, _) | Measure::OwnTimes(_, over, under, _) => Number::ratio(over, under),
            Measure::Temperature((over, under), _) => Number::ratio(over, under),
            Measure::Own(_) => Some(Number::ONE),
        }
    }

    /// Where its nought lies; `None` for all but temperatures.
    pub(super) fn offset(&self) -> Option<Number> {
        match self.measure {
            Measure::Temperature(_, (over, under)) => Number::ratio(over, under),
            Measure::Of(..) | Measure::Own(_) | Measure::OwnTimes(..) => None,
        }
    }

    /// What it measures.
    pub(super) fn dimension(&self) -> Option<Dimension> {
        Some(match self.measure {
            Measure::Of(_, _, physical) => Dimension::physical(physical),
            Measure::Temperature(..) => Dimension::physical([0, 0, 0, 1, 0, 0]),
            Measure::Own(name) => Dimension::own(name),
            Measure::OwnTimes(name, _, _, physical) => {
                Dimension::own(name).times(&Dimension::physical(physical))?
            }
        })
    }
}
