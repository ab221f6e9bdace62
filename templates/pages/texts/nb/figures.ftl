figures-kroner = Kroner
figures-share = Andel
figures-total = Sum
