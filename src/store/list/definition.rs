//! What a list is made of: static texts, and nothing that anybody typed.

/// A list of one noun. Its table is called `r`: the rows of a page are chosen from it first, and only they are joined.
pub(crate) struct List {
    /// What is read of each row.
    pub columns: &'static str,
    /// The table `r` with the joins that scope, filters and order need, ending with the first conditions.
    pub from: &'static str,
    /// What stands for each `?` in `from`.
    pub given: &'static [Given],
    /// What else `columns` needs, joined to the rows of the page.
    pub joins: &'static str,
    /// The unique number of a row: orders what has the same key.
    pub id: &'static str,
    /// The first is the default.
    pub sorts: &'static [Sort],
    pub filters: &'static [Filter],
    pub search: Option<Search>,
    /// The columns that are summed: `r.currency AS currency, r.value_minor AS minor`.
    pub sums: Option<&'static str>,
    /// Where how many there are and what they add up to is kept.
    pub total: Option<Kept>,
}

/// Sums that are kept as rows change; the `?` are the scope's.
pub(crate) struct Kept {
    /// Currency, rows and sum of a list that nothing narrows.
    pub whole: &'static str,
    /// The table `r` of parts, with `items` and `value_minor`, which the conditions of the filters narrow as they narrow the list.
    pub parts: &'static str,
    /// Filters that the parts know nothing of.
    pub not: &'static [&'static str],
}

/// An order. Its column is never null.
pub(crate) struct Sort {
    pub key: &'static str,
    pub column: &'static str,
    /// The column holds numbers.
    pub number: bool,
    /// From the top down unless asked otherwise; only the default order can be.
    pub down: bool,
}

impl Sort {
    pub(crate) const fn text(key: &'static str, column: &'static str) -> Self {
        Sort { key, column, number: false, down: false }
    }

    pub(crate) const fn number(key: &'static str, column: &'static str) -> Self {
        Sort { key, column, number: true, down: false }
    }

    pub(crate) const fn down(self) -> Self {
        Sort { down: true, ..self }
    }
}

/// A filter: a condition whose only `?` is the value from the address, as text.
pub(crate) struct Filter {
    pub name: &'static str,
    pub condition: &'static str,
}

impl Filter {
    pub(crate) const fn new(name: &'static str, condition: &'static str) -> Self {
        Filter { name, condition }
    }
}

/// A value that a list is given by whoever asks for it, and not by an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Given {
    /// The word of the reader's scope.
    Word,
    /// Its id.
    Reader,
    /// The code of its country.
    Country,
    /// The id of the one unit, grant, round or person whose rows are listed.
    Of,
    /// The last day that counts, and the last instant: of lists that show what stood on a past day as well.
    Day,
    Known,
}

/// Of a table of readers.
pub(crate) const READER: &[Given] = &[Given::Word, Given::Reader];

/// Where the words of a list stand.
pub(crate) enum Search {
    /// In a table of their own, with an index of runs of three letters.
    Indexed {
        /// `SELECT s.rowid FROM item_search s WHERE s.text LIKE ?`: the rows with the token of the scope.
        found: &'static str,
        /// `SELECT s.text FROM item_search s WHERE s.text LIKE ?`: their texts.
        texts: &'static str,
        /// ` AND r.id IN (`: narrows the list to these rows.
        among: &'static str,
        /// ` AND EXISTS (SELECT 1 FROM item_search s WHERE s.rowid = r.id AND s.text || '' LIKE ?`: open at its end for more
        /// words. `|| ''` keeps the index of words out of it: asked for one row, it would go through all rows with the word.
        each: &'static str,
    },
    /// In a column of the rows, folded: for lists of one thing, or of few things, which are short.
    InRow(&'static str),
}
