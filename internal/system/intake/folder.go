package intake

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"strings"
	"time"

	"anlan/internal/base/clock"
	"anlan/internal/base/fail"
	"anlan/internal/base/folder"
	"anlan/internal/base/sheet"
	"anlan/internal/base/store"
	"anlan/internal/connect"
)

// The folder of values.
const (
	overFolder  = "csv"
	folderRows  = 1000 // rows stored at once
	maxFile     = 64 << 20
	maxFileRows = 500_000
)

// values is the folder into which other programs drop CSV files. Good rows are stored whatever stands beside them; a file
// with rows that were refused is put aside with a table of those. The same content again is not read again. Whoever may write
// into the folder may speak for every device that is registered for it, and for no other.
func (s *System) values() folder.Options {
	return folder.Options{
		Name: overFolder, Dir: s.Folder, Ext: []string{".csv"}, Most: maxFile, Clock: s.Clock, Log: s.Log, Metrics: s.Metrics, Take: s.takeFile,
		Refused: func(name string, why *fail.Error) {
			s.reject(overFolder, connect.Reject(connect.TooLarge, why.Text.Zh, why.Text.En).Quote(name))
		},
	}
}

func (s *System) watchFolder(ctx context.Context) error { return folder.Watch(ctx, s.values()) }

// takeFile reads one file. An error means that we could not store it.
func (s *System) takeFile(ctx context.Context, f folder.File) (folder.Outcome, error) {
	sum := sha256.New()
	if _, err := io.Copy(sum, f); err != nil {
		return folder.Outcome{}, err
	}
	hash := hex.EncodeToString(sum.Sum(nil))
	var known int
	if err := s.DB.Read().NewRaw("SELECT COUNT(*) FROM intake_file WHERE hash = ?", hash).Scan(ctx, &known); err != nil {
		return folder.Outcome{}, err
	}
	if known > 0 {
		s.reject(overFolder, connect.Reject(repeated, "文件内容重复，只计一次", "the file came again and counts once").Quote(f.Name))
		return folder.Outcome{Repeated: true}, nil
	}
	r := reading{s: s, name: f.Name, keys: map[string]map[string]bool{}, out: folder.Outcome{Columns: []string{"device", "key", "time", "value", "quality"}}}
	if err := r.file(ctx, f, f.Size); err != nil {
		return folder.Outcome{}, err
	}
	return r.out, s.DB.Tx(ctx, func(ctx context.Context, tx *store.Tx) error {
		_, err := tx.NewRaw("INSERT INTO intake_file (hash, name, at, taken, refused) VALUES (?, ?, ?, ?, ?) ON CONFLICT (hash) DO NOTHING", hash, f.Name, clock.Now(s.Clock), r.taken, r.out.Refused()).Exec(ctx)
		return err
	})
}

// reading is one file on its way.
type reading struct {
	s     *System
	name  string
	taken int
	out   folder.Outcome
	keys  map[string]map[string]bool // of points, by device
}

func (r *reading) refuse(row int, cells []string, why *connect.Rejection) {
	r.out.Refuse(row, why.Text, cells...)
	r.s.reject(overFolder, why)
}

// file reads the rows. What is wrong with the file is a refusal; an error means that values could not be stored.
func (r *reading) file(ctx context.Context, src io.ReaderAt, size int64) error {
	book, err := sheet.Open(src, size, sheet.Limits{Rows: maxFileRows})
	if err != nil {
		r.refuse(0, nil, unreadable(err, r.name))
		return nil
	}
	rows, err := book.Rows("")
	if err != nil {
		r.refuse(0, nil, unreadable(err, r.name))
		return nil
	}
	defer rows.Close()
	head, err := rows.Next()
	if err != nil {
		r.refuse(0, nil, unreadable(err, r.name))
		return nil
	}
	cols, why := columns(head)
	if why != nil {
		r.refuse(head.Number, nil, why.Quote(r.name))
		return nil
	}
	b := batch{source: overFolder}
	for {
		row, err := rows.Next()
		if errors.Is(err, io.EOF) {
			return r.store(ctx, &b)
		}
		if err != nil {
			r.refuse(row.Number, nil, unreadable(err, r.name))
			return r.store(ctx, &b)
		}
		r.row(row, cols, &b)
		if len(b.samples) >= folderRows {
			if err := r.store(ctx, &b); err != nil {
				return err
			}
		}
	}
}

func (r *reading) store(ctx context.Context, b *batch) error {
	if err := r.s.take(ctx, *b); err != nil {
		return err
	}
	r.taken += len(b.samples)
	now := r.s.Clock.Now()
	for _, x := range b.samples {
		r.s.health.heard(x.Device, r.name, 0, time.Time{}, now)
	}
	*b = batch{source: overFolder}
	return nil
}

func unreadable(err error, name string) *connect.Rejection {
	zh, en := "文件无法读取", "the file cannot be read"
	if e := fail.As(err); e != nil {
		zh, en = e.Text.Zh, e.Text.En
	} else if errors.Is(err, io.EOF) {
		zh, en = "文件是空的", "the file is empty"
	}
	return connect.Reject(connect.Shape, zh, en).Quote(name)
}

// The columns of a file, by the words that its first row may use for them.
var columnWords = [5][]string{
	{"device", "设备编号", "设备"}, {"key", "参数", "测点"}, {"time", "时间", "测量时间"}, {"value", "数值", "值"}, {"quality", "质量"},
}

// columns finds the columns by their words; all but the quality are needed.
func columns(head sheet.Row) (at [5]int, why *connect.Rejection) {
	for c, words := range columnWords {
		at[c] = -1
		for i := range head.Cells {
			for _, w := range words {
				if strings.EqualFold(head.At(i).Text, w) {
					at[c] = i
				}
			}
		}
		if at[c] < 0 && c != 4 {
			return at, connect.Reject(connect.Missing, "缺少列：device、key、time、value", "a column is missing: device, key, time, value").At(words[0])
		}
	}
	return at, nil
}
