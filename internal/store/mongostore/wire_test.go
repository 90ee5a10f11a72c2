package mongostore

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"sync"
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
)

// scripted speaks MongoDB's wire protocol and answers what a test tells it to, so
// that what is sent to a real server, and what is made of its answers, can be
// tested without one. It knows nothing: it is no proof of how MongoDB behaves.
type scripted struct {
	listener net.Listener
	done     sync.WaitGroup

	mu     sync.Mutex
	open   map[net.Conn]bool
	sent   []bson.Raw
	answer func(command string, sent bson.Raw) any // nil cuts the connection
}

// startScripted answers handshakes as a primary of MongoDB 7 does.
func startScripted(t *testing.T) *scripted {
	t.Helper()
	listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := &scripted{listener: listener, open: make(map[net.Conn]bool)}
	s.done.Go(s.accept)
	t.Cleanup(func() {
		_ = listener.Close()
		s.mu.Lock()
		for c := range s.open {
			_ = c.Close()
		}
		s.mu.Unlock()
		s.done.Wait()
	})
	return s
}

func (s *scripted) uri() string {
	return fmt.Sprintf("mongodb://%s/?replicaSet=rs", s.listener.Addr())
}

func (s *scripted) accept() {
	for {
		c, err := s.listener.Accept()
		if err != nil {
			return
		}
		s.mu.Lock()
		s.open[c] = true
		s.mu.Unlock()
		s.done.Go(func() {
			defer func() { _ = c.Close() }()
			for s.serve(c) == nil {
			}
		})
	}
}

const (
	opMsg   = 2013
	opQuery = 2004
	opReply = 1
)

// serve reads one message and answers it.
func (s *scripted) serve(c net.Conn) error {
	header := make([]byte, 16)
	if _, err := io.ReadFull(c, header); err != nil {
		return err
	}
	rest := make([]byte, binary.LittleEndian.Uint32(header)-16)
	if _, err := io.ReadFull(c, rest); err != nil {
		return err
	}
	id, code := binary.LittleEndian.Uint32(header[4:]), binary.LittleEndian.Uint32(header[12:])
	answer, err := s.reply(code, rest)
	if err != nil {
		return err
	}
	body, err := bson.Marshal(answer)
	if err != nil {
		return err
	}
	var out []byte
	if code == opQuery {
		out = make([]byte, 16) // flags, cursor and where it stands
		out = append(binary.LittleEndian.AppendUint32(out, 1), body...)
		code = opReply
	} else {
		out = append(append(out, 0, 0, 0, 0, 0), body...)
	}
	message := binary.LittleEndian.AppendUint32(nil, uint32(16+len(out)))
	message = binary.LittleEndian.AppendUint32(message, 1)
	message = binary.LittleEndian.AppendUint32(message, id)
	message = binary.LittleEndian.AppendUint32(message, code)
	_, err = c.Write(append(message, out...))
	return err
}

var errCut = errors.New("cut")

func (s *scripted) reply(code uint32, rest []byte) (any, error) {
	if code == opQuery {
		return s.hello(), nil
	}
	sent, err := sections(rest[4:])
	if err != nil {
		return nil, err
	}
	elements, err := sent.Elements()
	if err != nil {
		return nil, err
	}
	command := elements[0].Key()
	if _, err := sent.LookupErr("topologyVersion"); err == nil {
		time.Sleep(50 * time.Millisecond) // the driver waits for news of the topology
	}
	switch command {
	case "hello", "isMaster":
		return s.hello(), nil
	case "buildInfo":
		return bson.D{{Key: "version", Value: "7.0.0"}, {Key: "ok", Value: 1}}, nil
	case "endSessions":
		return bson.D{{Key: "ok", Value: 1}}, nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.sent = append(s.sent, sent)
	answer := s.answer(command, sent)
	if answer == nil {
		return nil, errCut
	}
	return answer, nil
}

// sections puts the documents of a message together into one command.
func sections(rest []byte) (bson.Raw, error) {
	var all bson.D
	for len(rest) > 0 {
		kind := rest[0]
		rest = rest[1:]
		size := binary.LittleEndian.Uint32(rest)
		part := rest[:size]
		rest = rest[size:]
		if kind == 0 {
			var body bson.D
			if err := bson.Unmarshal(part, &body); err != nil {
				return nil, err
			}
			all = append(all, body...)
			continue
		}
		var name []byte
		for part = part[4:]; part[0] != 0; part = part[1:] {
			name = append(name, part[0])
		}
		var documents bson.A
		for part = part[1:]; len(part) > 0; part = part[binary.LittleEndian.Uint32(part):] {
			documents = append(documents, bson.Raw(part[:binary.LittleEndian.Uint32(part)]))
		}
		all = append(all, bson.E{Key: string(name), Value: documents})
	}
	raw, err := bson.Marshal(all)
	return raw, err
}

// scriptedNow is what the clock of the scripted server says.
var scriptedNow = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

func (s *scripted) hello() bson.D {
	return bson.D{
		{Key: "isWritablePrimary", Value: true},
		{Key: "setName", Value: "rs"},
		{Key: "hosts", Value: bson.A{s.listener.Addr().String()}},
		{Key: "me", Value: s.listener.Addr().String()},
		{Key: "maxBsonObjectSize", Value: int32(16 << 20)},
		{Key: "maxMessageSizeBytes", Value: int32(48_000_000)},
		{Key: "maxWriteBatchSize", Value: int32(100_000)},
		{Key: "localTime", Value: scriptedNow},
		{Key: "lastWrite", Value: bson.D{{Key: "majorityWriteDate", Value: scriptedNow.Add(-3 * time.Second)}}},
		{Key: "logicalSessionTimeoutMinutes", Value: int32(30)},
		{Key: "minWireVersion", Value: int32(0)},
		{Key: "maxWireVersion", Value: int32(21)},
		{Key: "ok", Value: 1},
	}
}

// says sets how the server answers from now on, and forgets what it was sent.
func (s *scripted) says(answer func(command string, sent bson.Raw) any) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.answer, s.sent = answer, nil
}

// heard is what the server was sent since then.
func (s *scripted) heard() []bson.Raw {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.sent
}

var fine = bson.D{{Key: "ok", Value: 1}}

// cursorOf answers find with the documents.
func cursorOf(documents ...any) bson.D {
	return bson.D{
		{Key: "cursor", Value: bson.D{
			{Key: "id", Value: int64(0)}, {Key: "ns", Value: "matcharenan.x"}, {Key: "firstBatch", Value: append(bson.A{}, documents...)},
		}},
		{Key: "ok", Value: 1},
	}
}
