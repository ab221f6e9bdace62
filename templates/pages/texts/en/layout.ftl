layout-skip = Skip to the content
layout-sign-in = Sign in
layout-sign-out = Sign out
layout-menu = Menu
layout-navigation = Main menu
layout-waiting = { $count ->
    [one] 1 waiting
   *[other] { $count } waiting
}
layout-waiting-more = more than { $count } waiting
layout-languages = Language
layout-crumbs = You are here
layout-banner = About this installation
layout-date-set = Demonstration: the date is set to { $day }.
layout-footer = Fordel – grant administration
layout-sign-out-loses = Something you have written has not been saved. If you sign out, it is gone. Sign out all the same?
