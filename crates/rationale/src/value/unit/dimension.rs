//! What a unit measures: exponents of the physical bases, and the kinds that equal only themselves.

/// The physical bases, by their place in [`Dimension::physical`].
pub(super) const BASES: usize = 6;

/// Exponents of length, mass, time, temperature, charge and angle.
pub(super) type Physical = [i8; BASES];

/// The dimension of a unit.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Dimension {
    /// Exponents of the physical bases.
    pub(super) physical: Physical,
    /// Moles, arbitrary units, annotations: sorted by name. Above and below the line do not cancel.
    pub(super) own: Vec<Own>,
}

/// A kind that equals only itself, and how often it stands above and below the line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Own {
    pub(super) name: Box<str>,
    pub(super) above: u8,
    pub(super) below: u8,
}

impl Dimension {
    /// A physical dimension.
    pub(super) fn physical(physical: Physical) -> Self {
        Self { physical, own: Vec::new() }
    }

    /// One of a kind of its own.
    pub(super) fn own(name: &str) -> Self {
        Self { physical: [0; BASES], own: vec![Own { name: name.into(), above: 1, below: 0 }] }
    }

    /// Whether it is that of a pure number.
    pub(super) fn is_none(&self) -> bool {
        self.own.is_empty() && self.physical.iter().all(|exponent| *exponent == 0)
    }

    /// The product; `None` on overflow.
    pub(super) fn times(&self, other: &Self) -> Option<Self> {
        let mut product = self.clone();
        for (exponent, more) in product.physical.iter_mut().zip(other.physical) {
            *exponent = exponent.checked_add(more)?;
        }
        for more in &other.own {
            match product.own.binary_search_by(|own| own.name.cmp(&more.name)) {
                Ok(index) => {
                    let own = product.own.get_mut(index)?;
                    own.above = own.above.checked_add(more.above)?;
                    own.below = own.below.checked_add(more.below)?;
                }
                Err(index) => product.own.insert(index, more.clone()),
            }
        }
        Some(product)
    }

    /// One over it; `None` on overflow.
    pub(super) fn inverse(&self) -> Option<Self> {
        let mut inverse = self.clone();
        for exponent in &mut inverse.physical {
            *exponent = exponent.checked_neg()?;
        }
        for own in &mut inverse.own {
            std::mem::swap(&mut own.above, &mut own.below);
        }
        Some(inverse)
    }
}
