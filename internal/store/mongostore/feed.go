package mongostore

import (
	"cmp"
	"context"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"github.com/allagehub/matcharenan/internal/store"
)

// The change feed is the order (at, _id) of the records. The server stamps at in
// the update itself ($currentDate), but a record can turn up after one that has a
// later stamp was read: a majority has it later, or two servers' clocks differ. So
// a reader that has come to the end goes back to the hold and reads from there the
// next time; package store's Feed leaves out what it has told.
//
// Where the hold must be. Let the primary say, before a read, that a majority has
// what was written up to the time S (hello.lastWrite.majorityWriteDate). What the
// read, which sees what a majority has, does not see, comes after S in the
// replication log, and was stamped at about that time: S less the while between
// stamp and log, which is milliseconds, and less what the clocks of two members
// differ, if an election moved the primary between. The hold is S less the overlap,
// so that 10 s cover both many times over. That the majority lags, by minutes
// perhaps, costs nothing: S lags with it. What it assumes is thus that the members'
// clocks differ by less than the overlap and are not set back by more, as NTP sees
// to, and MongoDB's documents ask for.
//
// A router of a sharded cluster does not tell S. There the hold is its clock less a
// minute, which assumes that the majority lags by less as well.
//
// A read of many pages goes back to the hold of its first page, since the later
// ones have not looked again at what the first passed. The place in the cursor
// only ever moves on while there is more, so that a reader with small pages comes
// through a busy window.

// Changes returns at most limit changes after the cursor, the oldest first.
func (s *Store) Changes(ctx context.Context, collection string, after store.Cursor, limit int) (store.Changes, error) {
	leave, err := s.gate.enter()
	if err != nil {
		return store.Changes{}, err
	}
	defer leave()
	k, err := s.kindOf(collection)
	if err != nil {
		return store.Changes{}, err
	}
	if limit < 1 || limit > store.MaxPage {
		return store.Changes{}, invalid("%d changes at once", limit)
	}
	from, err := parseSpot(after, s.currentEpoch())
	if err != nil {
		return store.Changes{}, err
	}
	if from.Hold == nil {
		hold, err := s.hold(ctx) // before the read, see above
		if err != nil {
			return store.Changes{}, wrap("changes", err)
		}
		from.Hold = &hold
	}
	records, more, err := s.walk(ctx, k, feedSteps(from), limit)
	if err != nil {
		return store.Changes{}, err
	}
	if len(records) == 0 && from.At != beginning {
		if err := s.checkHistory(ctx, k, from); err != nil {
			return store.Changes{}, err
		}
	}
	return changes(records, more, from)
}

// Latest returns the cursor after every change that has been acknowledged, less
// the overlap: what is told again is as it was read, or newer.
func (s *Store) Latest(ctx context.Context, collection string) (store.Cursor, error) {
	leave, err := s.gate.enter()
	if err != nil {
		return "", err
	}
	defer leave()
	k, err := s.kindOf(collection)
	if err != nil {
		return "", err
	}
	hold, err := s.hold(ctx) // before the read, as in Changes
	if err != nil {
		return "", wrap("latest", err)
	}
	newest, err := s.newest(ctx, k)
	if err != nil {
		return "", err
	}
	from := spot{Epoch: s.currentEpoch(), At: beginning, Hold: &hold}
	return next(newest, false, from).cursor(), nil
}

// newest is the record that changed last, or none.
func (s *Store) newest(ctx context.Context, k *kind) ([]record, error) {
	sort := bson.D{{Key: "at", Value: -1}, {Key: "_id", Value: -1}}
	o := options.Find().SetSort(sort).SetHint(feedIndex).SetLimit(1).SetProjection(bodyless)
	return s.query(ctx, k, bson.D{}, o)
}

// checkHistory notices a database that is older than the cursor. A record stays
// for ever, and only gets later times; so if none has the cursor's time or a later
// one, what the cursor was made from has been undone.
func (s *Store) checkHistory(ctx context.Context, k *kind, from spot) error {
	newest, err := s.newest(ctx, k)
	if err != nil {
		return err
	}
	if len(newest) == 0 || newest[0].At.UnixMilli() < from.At {
		return store.ErrCursorGone
	}
	return nil
}

func (s *Store) currentEpoch() string {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.epoch
}

// hold is the time, in milliseconds since 1970, that a read which begins now goes
// back to.
func (s *Store) hold(ctx context.Context) (int64, error) {
	m, err := s.moment(ctx)
	if err != nil {
		return 0, err
	}
	overlap := defaultOverlap
	if m.sharded {
		overlap = shardedOverlap
	}
	return m.settled.Add(-cmp.Or(s.options.Overlap, overlap)).UnixMilli(), nil
}

// feedSteps are the records after a spot, tombstones among them.
func feedSteps(from spot) []step {
	at := time.UnixMilli(from.At).UTC()
	sort := bson.D{{Key: "at", Value: 1}, {Key: "_id", Value: 1}}
	later := step{filter: bson.D{{Key: "at", Value: bson.D{{Key: "$gt", Value: at}}}}, sort: sort, index: feedIndex}
	same := step{
		filter: bson.D{equals("at", at), {Key: "_id", Value: bson.D{{Key: "$gt", Value: from.ID}}}},
		sort:   bson.D{{Key: "_id", Value: 1}},
		index:  feedIndex,
	}
	return []step{same, later}
}

func changes(records []record, more bool, from spot) (store.Changes, error) {
	all := store.Changes{More: more}
	for _, r := range records {
		d, err := r.document()
		if err != nil {
			return store.Changes{}, err
		}
		all.Changes = append(all.Changes, store.Change{Document: d, Deleted: r.Gone})
	}
	all.Next = next(records, more, from).cursor()
	return all, nil
}

// next is where a reader goes on that had these records after a spot.
func next(records []record, more bool, from spot) spot {
	to := from
	if len(records) > 0 {
		last := records[len(records)-1]
		to.At, to.ID = last.At.UnixMilli(), last.ID
	}
	if more {
		return to
	}
	// IDs are not empty, so that (hold, "") lies before all that has this time.
	if to.At >= *from.Hold {
		to.At, to.ID = *from.Hold, ""
	}
	to.Hold = nil
	return to
}
