package mongostore

import (
	"context"
	"errors"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"github.com/allagehub/matcharenan/internal/store"
)

// A lease is one document:
//
//	_id    the name
//	h      the holder; absent when it is free
//	t      the token, one more each time that it is acquired
//	until  when it runs out, by the server's clock
//
// Time is the server's, never that of the machine that asks: each call first asks
// the primary for its clock and then changes the lease in one update, which is
// atomic and compares with that time. Since that time has passed when the update
// is made, a lease is never taken before it has run out, and lasts at most as long
// as was asked for, however long the two calls took. An update by aggregation with
// $$NOW would save the first call, but $expr is not allowed in the filter of an
// upsert, and what it does could not be tried on anything but a real server. If an
// election moves the primary to a member whose clock is ahead, a lease ends early
// by that much; its holder sees it when renewing, and the token tells.

// leaseRecord is a lease as MongoDB has it.
type leaseRecord struct {
	Holder string    `bson:"h"`
	Token  int64     `bson:"t"`
	Until  time.Time `bson:"until"`
}

// AcquireLease takes the lease if it is free, has run out, or is the holder's. The
// update finds the lease and changes it at once. If another holds it, the update
// finds nothing, and the upsert fails on the unique index of _id.
func (s *Store) AcquireLease(ctx context.Context, name, holder string, ttl time.Duration) (store.Lease, error) {
	if err := checkLease(name, holder, ttl); err != nil {
		return store.Lease{}, err
	}
	return s.changeLease(ctx, name, ttl, true, func(now, until time.Time) (filter, update bson.D) {
		free := bson.A{bson.D{equals("h", holder)}, bson.D{{Key: "until", Value: bson.D{{Key: "$lte", Value: now}}}}}
		filter = bson.D{{Key: "_id", Value: name}, {Key: "$or", Value: free}}
		update = bson.D{
			{Key: "$set", Value: bson.D{{Key: "h", Value: holder}, {Key: "until", Value: until}}},
			{Key: "$inc", Value: bson.D{{Key: "t", Value: int64(1)}}},
		}
		return filter, update
	})
}

// RenewLease prolongs a lease from now, unless it has run out or was taken. The
// token in the filter makes a late holder find nothing.
func (s *Store) RenewLease(ctx context.Context, l store.Lease, ttl time.Duration) (store.Lease, error) {
	if err := checkLease(l.Name, l.Holder, ttl); err != nil {
		return store.Lease{}, err
	}
	return s.changeLease(ctx, l.Name, ttl, false, func(now, until time.Time) (filter, update bson.D) {
		filter = append(held(l), bson.E{Key: "until", Value: bson.D{{Key: "$gt", Value: now}}})
		return filter, bson.D{{Key: "$set", Value: bson.D{{Key: "until", Value: until}}}}
	})
}

// ReleaseLease frees a lease that is still held. Its document stays, and so does
// the token.
func (s *Store) ReleaseLease(ctx context.Context, l store.Lease) error {
	leave, err := s.gate.enter()
	if err != nil {
		return err
	}
	defer leave()
	update := bson.D{
		{Key: "$set", Value: bson.D{{Key: "until", Value: time.Unix(0, 0)}}},
		{Key: "$unset", Value: bson.D{{Key: "h", Value: ""}}},
	}
	_, err = s.db.Collection(leasesName).UpdateOne(ctx, held(l), update)
	return wrap("releasing the lease "+l.Name, failure(err))
}

func held(l store.Lease) bson.D {
	return bson.D{{Key: "_id", Value: l.Name}, equals("h", l.Holder), equals("t", l.Token)}
}

func (s *Store) changeLease(
	ctx context.Context, name string, ttl time.Duration, upsert bool,
	change func(now, until time.Time) (filter, update bson.D),
) (store.Lease, error) {
	leave, err := s.gate.enter()
	if err != nil {
		return store.Lease{}, err
	}
	defer leave()
	m, err := s.moment(ctx)
	if err != nil {
		return store.Lease{}, wrap("lease "+name, err)
	}
	filter, update := change(m.now, m.now.Add(ttl))
	o := options.FindOneAndUpdate().SetReturnDocument(options.After).SetUpsert(upsert)
	var r leaseRecord
	err = s.db.Collection(leasesName).FindOneAndUpdate(ctx, filter, update, o).Decode(&r)
	if s.clashOf(err) != noClash || errors.Is(err, mongo.ErrNoDocuments) {
		return store.Lease{}, store.ErrLeased
	}
	if err != nil {
		return store.Lease{}, wrap("lease "+name, failure(err))
	}
	return store.Lease{Name: name, Holder: r.Holder, Token: r.Token, Until: r.Until.UTC()}, nil
}

func checkLease(name, holder string, ttl time.Duration) error {
	if ttl < time.Millisecond { // which is how finely the server counts
		return invalid("a lease for %s", ttl)
	}
	return wrap("lease", errors.Join(store.CheckID(name), store.CheckID(holder)))
}
