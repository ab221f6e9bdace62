kit-nav = Kit
kit-nav-problem = 404
