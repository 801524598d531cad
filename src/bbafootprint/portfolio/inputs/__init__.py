"""A person's tables of holdings, companies and rates, found by what their headers mean."""
