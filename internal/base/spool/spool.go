// Package spool keeps what was accepted until it has been dealt with: records in files, one sync to the disk for all that
// came together.
//
// Append returns when its records are on the disk, so who acknowledges then loses nothing, through a killed process and
// through a power cut. Done says how far they have been dealt with; Open hands out again what was not. Done is noted
// without a sync and with the boot of the machine: after a killed process it is believed, and after a power cut, when
// whatever dealt with the records may have lost its last moments, all that is still kept is handed out again, which is at
// least the last minute (Keep). So who deals with them must bear repeats.
//
// A file is a run of records: mark, length, sequence number, checksum (CRC-32C over the number and the bytes), bytes. A
// record that was torn when the power went was never acknowledged, and is cut off. One that was damaged later is named
// and left out, alone.
package spool

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"time"

	"anlan/internal/base/clock"
)

const (
	head     = 4 + 4 + 8 + 4
	mark     = 0x6e6c6e61 // "anln" as it lies in the file
	fileSize = 16 << 20
	ending   = ".spool"
	// MaxRecord is the largest record, in bytes.
	MaxRecord = 4 << 20
)

var sums = crc32.MakeTable(crc32.Castagnoli)

// File is a file to append to.
type File interface {
	Write(b []byte) (int, error)
	Sync() error
	Close() error
}

// Options of a Spool; zero values are the defaults.
type Options struct {
	Keep   time.Duration                   // how long a record is kept after it was dealt with: a minute
	Clock  clock.Clock                     // the machine's
	Create func(path string) (File, error) // how a file is made; for tests of failing disks
	Boot   func() string                   // names the time since the machine was started
	Log    *slog.Logger                    // none
}

// Spool is open for appending, by one goroutine, while another says what is done.
type Spool struct {
	Options
	dir  string
	file File
	size int64
	next uint64 // number of the next record
	bad  error  // a write that failed: nothing is taken after it
	buf  []byte

	mu    sync.Mutex
	files []file // oldest first; the last one is being written
	done  uint64 // number up to which records are dealt with
	noted time.Time
}

// file is one file on the disk.
type file struct {
	path  string
	first uint64
	last  time.Time // when its last record was written
}

// Damage is a stretch of a file that is not what was written.
type Damage struct {
	Path          string
	Offset, Bytes int64
	Torn          bool // the end of the newest file: a record under way when the power went
}

func (d Damage) String() string { return fmt.Sprintf("%s: %d bytes at %d", d.Path, d.Bytes, d.Offset) }

// Open opens or makes the spool in dir and hands each record that has not been dealt with to again, oldest first, with the
// number to give to Done. Damage is logged and returned.
func Open(dir string, o Options, again func(number uint64, record []byte) error) (*Spool, []Damage, error) {
	if o.Keep <= 0 {
		o.Keep = time.Minute
	}
	if o.Clock == nil {
		o.Clock = clock.NewSteady()
	}
	if o.Create == nil {
		o.Create = create
	}
	if o.Boot == nil {
		o.Boot = boot
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, nil, fmt.Errorf("spool: %w", err)
	}
	s := &Spool{Options: o, dir: dir, next: 1}
	damage, err := s.load(again)
	if err != nil {
		return nil, damage, fmt.Errorf("spool: %w", err)
	}
	for _, d := range damage {
		o.Log.Error("a record of the spool is damaged and left out", "where", d.String(), "torn", d.Torn)
	}
	if err := s.turn(); err != nil {
		return nil, damage, fmt.Errorf("spool: %w", err)
	}
	return s, damage, nil
}

func create(path string) (File, error) {
	return os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
}

func boot() string {
	b, _ := os.ReadFile("/proc/sys/kernel/random/boot_id")
	return string(b)
}

// turn begins a new file, whose name is durable before anything is written to it.
func (s *Spool) turn() error {
	if s.file != nil {
		if err := s.file.Close(); err != nil {
			return err
		}
	}
	path := filepath.Join(s.dir, fmt.Sprintf("%020d%s", s.next, ending))
	f, err := s.Create(path)
	if err != nil {
		return err
	}
	d, err := os.Open(s.dir)
	if err != nil {
		return errors.Join(err, f.Close())
	}
	if err := errors.Join(d.Sync(), d.Close()); err != nil {
		return errors.Join(err, f.Close())
	}
	s.file, s.size = f, 0
	s.mu.Lock()
	defer s.mu.Unlock()
	s.files = append(s.files, file{path: path, first: s.next, last: s.Clock.Now()})
	return nil
}

// Next is the number that the next record will get. It is for who appends.
func (s *Spool) Next() uint64 { return s.next }

// Append writes the records and returns the number of the last one when all are on the disk. After an error nothing of
// them is promised, and every Append after it fails: what a disk says after a failed sync cannot be trusted.
func (s *Spool) Append(records [][]byte) (last uint64, err error) {
	if s.bad != nil {
		return 0, s.bad
	}
	b := s.buf[:0]
	number := s.next
	for _, r := range records {
		if len(r) > MaxRecord {
			return 0, fmt.Errorf("spool: a record of %d bytes is larger than %d", len(r), MaxRecord)
		}
		b = encode(b, number, r)
		number++
	}
	s.buf = b[:0]
	if cap(s.buf) > 8<<20 {
		s.buf = nil
	}
	if s.size > 0 && s.size+int64(len(b)) > fileSize {
		err = s.turn()
	}
	if err == nil {
		_, err = s.file.Write(b)
	}
	if err == nil {
		err = s.file.Sync()
	}
	if err != nil {
		s.bad = fmt.Errorf("spool: %w", err)
		return 0, s.bad
	}
	s.size += int64(len(b))
	s.next = number
	s.mu.Lock()
	defer s.mu.Unlock()
	s.files[len(s.files)-1].last = s.Clock.Now()
	return number - 1, nil
}

func encode(b []byte, number uint64, r []byte) []byte {
	at := len(b)
	b = binary.LittleEndian.AppendUint32(b, mark)
	b = binary.LittleEndian.AppendUint32(b, uint32(len(r)))
	b = binary.LittleEndian.AppendUint64(b, number)
	sum := crc32.Update(crc32.Checksum(b[at+8:at+16], sums), sums, r)
	b = binary.LittleEndian.AppendUint32(b, sum)
	return append(b, r...)
}

// Done says that all records up to number have been dealt with. It is noted once a second, and files that hold nothing
// else are removed when their time is over.
func (s *Spool) Done(number uint64) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.done = max(s.done, number)
	now := s.Clock.Now()
	if now.Sub(s.noted) < time.Second && !now.Before(s.noted) {
		return nil
	}
	s.noted = now
	return s.tidy(now)
}

// tidy notes what is done and removes old files.
func (s *Spool) tidy(now time.Time) error {
	if err := s.note(); err != nil {
		return fmt.Errorf("spool: %w", err)
	}
	for len(s.files) > 1 && s.files[1].first <= s.done+1 && now.Sub(s.files[0].last) > s.Keep {
		if err := os.Remove(s.files[0].path); err != nil && !errors.Is(err, os.ErrNotExist) {
			return fmt.Errorf("spool: %w", err)
		}
		s.files = s.files[1:]
	}
	return nil
}

// Close notes what is done and closes the file.
func (s *Spool) Close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return errors.Join(s.note(), s.file.Close())
}
