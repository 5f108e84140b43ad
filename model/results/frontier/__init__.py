"""The Frontier sheet: what each sweep found."""
