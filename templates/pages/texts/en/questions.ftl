questions-required-note = Everything that is not marked “optional” must be filled in when the form is submitted.
questions-sections = The parts of the form
questions-warnings = Please look at this once more
questions-update = Update the form
questions-update-hint = Some questions apply only when you have answered in a certain way. Press here to save what you have written and show the questions that apply to you.
questions-longest = At most { $most } characters.
questions-count = { $count } of { $most } characters
questions-most = At most { $most }.
questions-least = At least { $least }.
questions-between = From { $least } to { $most }.
questions-earliest = { $day } at the earliest.
questions-latest = { $day } at the latest.
questions-choose-most = Choose at most { $most }.
questions-percent-hint = In percent, for example 12,5.
questions-imprecise-hint = As exactly as you know it, for example 2026, autumn 2026, March 2026 or 01.03.2026.
questions-municipality-hint = Write the name or the municipality number.
questions-organisation-hint = Nine digits, for example 983 544 622.
questions-yes = Yes
questions-no = No
questions-row = Row { $number }
questions-row-in = row { $number }
questions-row-head = Row
questions-repetition = No. { $number }
questions-add-repetition = Add another
questions-add-row = Add a row
questions-remove = Remove
questions-most-rows = { $most ->
    [one] You may add no more than 1 row.
   *[other] You may add no more than { $most } rows.
}
questions-sum = Total
questions-nothing = Not answered
questions-choose-file = Choose a file
questions-upload = Upload
questions-upload-later = Files can be uploaded once the draft is saved.
questions-file-hint = { $most ->
    [one] One file of at most 10 MB: PDF, Word, Excel, PowerPoint, OpenDocument, picture or text.
   *[other] At most { $most } files of at most 10 MB each: PDF, Word, Excel, PowerPoint, OpenDocument, picture or text.
}
questions-upload-sending = Uploading …
questions-upload-sent = The file has been uploaded.
questions-upload-too-large = The file is larger than 10 MB. Split it, or save it with a lower resolution.
questions-upload-failed = The file did not arrive. Try again when you are online.
questions-missing = Fill in this field.
questions-missing-choice = Choose one of the answers.
questions-missing-choices = Choose at least one of the answers.
questions-missing-ticks = Tick all of the points.
questions-missing-file = Upload a file.
questions-missing-amount = Write an amount in Norwegian kroner.
questions-missing-day = Write a date.
questions-missing-rows = Fill in at least one row.
questions-wrong-not-text = Write the answer as text.
questions-wrong-too-long = The text is { $is } characters long. Shorten it to at most { $most }.
questions-wrong-not-whole = Write a whole number, for example 12.
questions-wrong-too-small = Write { $least } or more.
questions-wrong-too-large = Write { $most } or less.
questions-wrong-not-an-amount = Write an amount in Norwegian kroner, for example 1 250 000 or 99,50.
questions-wrong-not-a-percent = Write a percentage, for example 50 or 12,5.
questions-wrong-not-a-day = Write a date, for example 01.03.2026.
questions-wrong-too-early = Write a date on or after { $day }.
questions-wrong-too-late = Write a date on or before { $day }.
questions-wrong-not-imprecise = Write a year, a month, a season, a date or from and to, for example 2026, March 2026, autumn 2026 or March–April 2026. Write the winter as months.
questions-wrong-not-yes-no = Answer yes or no.
questions-wrong-no-option = “{ $typed }” cannot be chosen here. Choose from { $possible }.
questions-wrong-too-many-chosen = Choose at most { $most }.
questions-wrong-not-all-ticked = Tick all of the points.
questions-wrong-organisation-number = This is not an organisation number. Write the nine digits, for example 983 544 622, or leave the field empty.
questions-wrong-municipality = Write the name of the municipality or the four digits of its number. Where several have the same name, the number is needed.
questions-wrong-no-municipality = There is no municipality { $number } on this day. Write the name, or the number that applies now.
questions-wrong-address = Write an e-mail address, for example post@kommune.no.
questions-wrong-too-few-rows = { $fewest ->
    [one] Add at least one row.
   *[other] Add at least { $fewest } rows.
}
questions-wrong-too-many-rows = There are { $is } rows here. Remove some, so that there are at most { $most }.
questions-wrong-not-rows = The answer must be in rows. What stood here cannot be read as rows.
questions-wrong-no-row = The form has no row “{ $row }”.
questions-wrong-no-part = The form does not have the field “{ $part }” here.
questions-wrong-no-question = The form does not have this question.
questions-wrong-not-files = There should be files here. Upload them again.
questions-wrong-too-many-files = { $most ->
    [one] There may be one file here. Remove the others.
   *[other] There may be at most { $most } files here. Remove the others.
}
questions-part-untouched = Not begun
questions-part-optional = Optional
questions-part-begun = { $count } left
questions-part-faulty = { $count } to correct
questions-part-complete = Complete
questions-parts-done = { $done } of { $all } parts are complete
questions-repetition-in = no. { $number }
questions-budget-hint = Lines that you do not use may be left empty.
questions-indicators-hint = A goal that is qualitative needs no number.
questions-imprecise-hint-several = Write dates as exactly as you know them: 2026, autumn 2026, March 2026 or 01.03.2026.
