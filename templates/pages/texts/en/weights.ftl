weights-title = Sets of weights
weights-about = A set of weights is one number for each county or municipality, with its source and day. A scenario can share its frames by one set, or by several together. A set never changes: new numbers become its next version, and scenarios that are not adopted must be drawn again.
weights-name = Name
weights-name-hint = As it is to stand in lists: “Persons aged 16–35”.
weights-slug = Short name
weights-slug-hint = Small letters a–z, digits and hyphens. If there is a set of this short name, this becomes its next version.
weights-level = For
weights-level-county = Counties
weights-level-municipality = Municipalities
weights-source = Source
weights-source-hint = Where the numbers are from: “Statistics Norway, table 07459”.
weights-day = Holds for the day
weights-day-hint = The counties and municipalities are those of that day.
weights-file = File
weights-file-hint = CSV or text, at most 1 MB: a column of place numbers (03, 11, …) and one of whole numbers. From Excel: save as CSV, or copy the cells and paste them below.
weights-text = Or paste the table
weights-text-hint = One line each. Semicolons, commas or tabs between the columns. Heads may be part of it.
weights-column = The column with the numbers
weights-column-hint = Its head, when the table has several columns with numbers.
weights-import = Bring in a set of weights
weights-import-do = Bring in
weights-none = There are no sets of weights yet
weights-none-advice = Bring in the first from a file, or paste the numbers.
weights-units = Units
weights-version = Version
weights-both = A file is chosen and something is pasted too. Empty one of them.
weights-nothing = Choose a file, or paste the table.
weights-too-large = This is larger than 1 MB. A set of weights has a few hundred lines at most: take only the column of place numbers and the column of weights.
weights-workbook = This is a workbook of a spreadsheet. Save the sheet as CSV, or copy the cells and paste them below.
weights-of-file = What is in the file stands below
weights-of-file-how = Mend it where it stands, or choose the file again when it is mended.
weights-lines-wrong = { $count ->
    [one] 1 line cannot be read. Nothing was brought in.
   *[other] { $count } lines cannot be read. Nothing was brought in.
}
weights-wrong-lines = Lines to mend
weights-wrong = What is wrong
weights-wrong-text = What stands there
weights-more-wrong = { $count ->
    [one] And 1 line more.
   *[other] And { $count } lines more.
}
weights-rows-or-csv = Send either rows or csv.
weights-next = Bring in its next version
weights-sum = Sum
weights-imported = Brought in
weights-imported-by = { $at }, by { $who }
weights-hash = SHA-256 of the numbers
weights-uses = Scenarios that use it
weights-uses-none = No scenario uses it.
weights-uses-municipalities = Sets for municipalities are used when frames are looked at as they go on from the counties. No scenario keeps them.
weights-scenario = Scenario
weights-call = Call
weights-state = State
weights-use-adopted = Adopted
weights-use-stale = Drawn from an older version
weights-use-fresh = Uses the latest version
weights-versions = Versions
weights-shown = Shown
weights-values = The numbers
weights-unit = Number
weights-place = Place
weights-value = Weight
weights-share = Share
weights-before = In the version before
