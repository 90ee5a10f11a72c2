package sqlitestore

// WithMaxPages limits the size of the database, as if the disk were full then.
func (o Options) WithMaxPages(n int) Options {
	o.maxPages = n
	return o
}
