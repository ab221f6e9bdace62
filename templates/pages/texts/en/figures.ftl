figures-kroner = NOK
figures-share = Share
figures-total = Total
