package mongostore

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/x/mongo/driver"
	"go.mongodb.org/mongo-driver/v2/x/mongo/driver/topology"

	"github.com/allagehub/matcharenan/internal/fault"
	"github.com/allagehub/matcharenan/internal/store"
)

// Codes of MongoDB's errors, by the names of its list of error codes.
const (
	codeNamespaceNotFound = 26
	codeIndexNotFound     = 27
	codeOutOfDiskSpace    = 14031
	codeBSONObjectTooBig  = 10334
	codeUpdateGrowsTooBig = 17419 // "resulting document after update is larger than 16777216"
	codeUpsertTooBig      = 17420 // "document to upsert is larger than 16777216"
)

// passing are the codes of a server that cannot answer now: elections, shutdowns,
// timeouts and write concerns that were not reached in time.
var passing = []int{
	6, 7, 50, 64, 89, 91, 100, 112, 133, 134, 189, 202, 262, 317, 358,
	9001, 10058, 10107, 11600, 11602, 13388, 13435, 13436, 50915,
}

// unavailable says that the server could not do it now. For a write it does not
// say whether it was done, which is why the message for people is the general one.
func unavailable(err error) error { return fault.New(fault.Unavailable, "", nil).Because(err) }

// invalid says that what was given cannot be kept or asked for.
func invalid(format string, args ...any) error {
	return because(store.ErrInvalid, fmt.Errorf(format, args...))
}

// because joins an error that callers tell apart with its cause, for the log.
func because(told, cause error) error { return fmt.Errorf("%w: %w", told, cause) }

func wrap(what string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("mongostore: %s: %w", what, err)
}

// failure gives a driver's error its kind. Duplicate keys are not looked at here:
// what they mean depends on what was done.
func failure(err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, context.Canceled):
		return err
	case hasCode(err, codeOutOfDiskSpace):
		return because(store.ErrFull, err)
	case tooLarge(err):
		return because(store.ErrTooLarge, err)
	case mongo.IsTimeout(err), mongo.IsNetworkError(err), notReached(err), hasCode(err, passing...):
		return unavailable(err)
	default:
		return err
	}
}

// notReached reports whether no server was there to be asked.
func notReached(err error) bool {
	if _, ok := errors.AsType[topology.ServerSelectionError](err); ok {
		return true
	}
	if _, ok := errors.AsType[topology.ConnectionError](err); ok {
		return true
	}
	if labelled, ok := errors.AsType[mongo.LabeledError](err); ok {
		return labelled.HasErrorLabel("RetryableWriteError")
	}
	return errors.Is(err, mongo.ErrClientDisconnected)
}

func tooLarge(err error) bool {
	return errors.Is(err, driver.ErrDocumentTooLarge) ||
		hasCode(err, codeBSONObjectTooBig, codeUpdateGrowsTooBig, codeUpsertTooBig)
}

func hasCode(err error, codes ...int) bool {
	e, ok := errors.AsType[mongo.ServerError](err)
	return ok && slices.ContainsFunc(codes, e.HasErrorCode)
}

// clash is what a duplicate key error says was taken.
type clash int

const (
	noClash      clash = iota
	idClash            // the ID
	valueClash         // the values of a unique index
	unknownClash       // it does not say
)

// clashOf reads a duplicate key error of one write. The server names the index in
// the message, and its fields in keyPattern.
func clashOf(err error) clash {
	if !mongo.IsDuplicateKeyError(err) {
		return noClash
	}
	message, raw := err.Error(), bson.Raw(nil)
	if e, ok := errors.AsType[mongo.CommandError](err); ok {
		message, raw = e.Message, e.Raw
	} else if e, ok := errors.AsType[mongo.WriteException](err); ok && len(e.WriteErrors) > 0 {
		message, raw = e.WriteErrors[0].Message, e.WriteErrors[0].Raw
	} else if e, ok := errors.AsType[mongo.BulkWriteError](err); ok {
		message, raw = e.Message, e.Raw
	}
	if pattern, ok := raw.Lookup("keyPattern").DocumentOK(); ok {
		elements, err := pattern.Elements()
		if err == nil && len(elements) == 1 && elements[0].Key() == "_id" {
			return idClash
		}
		return valueClash
	}
	_, index, ok := strings.Cut(message, " index: ")
	if !ok {
		return unknownClash
	}
	// Older servers write "database.collection.$name".
	name, _, _ := strings.Cut(index, " ")
	if name == "_id_" || strings.HasSuffix(name, ".$_id_") {
		return idClash
	}
	return valueClash
}
