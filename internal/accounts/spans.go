package accounts

import "time"

// Spans returns how long a session lasts without being used, and how long at most,
// so that people can be told what holds here.
func (s *Service) Spans() (idle, longest time.Duration) { return s.c.Idle, s.c.Absolute }
