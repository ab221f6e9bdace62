form-error-title = Error:
form-error-count = { $count ->
    [one] There is 1 error to correct
   *[other] There are { $count } errors to correct
}
form-optional = (optional)
form-choose = Choose
form-cancel = Cancel
form-save = Save
form-what-happens = This happens when you confirm
form-required = Fill in this field.
form-not-an-amount = Write an amount in kroner, for example 1 250 000 or 99,50.
form-not-a-day = Write a date, for example 2013-03-01.
form-not-a-number = Write a whole number, for example 12.
