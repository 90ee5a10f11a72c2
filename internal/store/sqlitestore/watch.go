package sqlitestore

// Watch implements [store.Engine]. Changes by other processes are found by reading
// the feed now and then.
func (s *Store) Watch() (changed <-chan struct{}, stop func()) { return s.watchers.Watch() }
