package intake

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"anlan/internal/base/clock"
	"anlan/internal/base/fail"
	"anlan/internal/base/sheet"
	"anlan/internal/base/store"
	"anlan/internal/connect"
)

// The folder of values.
const (
	overFolder      = "csv"
	folderEvery     = 5 * time.Second
	folderProcessed = "processed" // files of which every row was taken
	folderFailed    = "failed"    // files with rows that were refused; they are listed in a sheet beside
	folderBatch     = 50          // files a look
	folderRows      = 1000        // rows stored at once
	maxFile         = 64 << 20
	maxFileRows     = 500_000
	maxListed       = 10_000 // refused rows of a file that are listed one by one
)

// watchFolder takes in the CSV files that other programs drop into the folder. A file is read once it has kept its size and
// time from one look to the next. Good rows are stored whatever stands beside them; then the file is moved to "processed",
// or, when rows were refused, to "failed" with a sheet of those rows and why. The same content again is not read again.
// Whoever may write into the folder may speak for every device that is registered for it, and for no other.
func (s *System) watchFolder(ctx context.Context) error {
	for _, d := range []string{folderProcessed, folderFailed} {
		if err := os.MkdirAll(filepath.Join(s.Folder, d), 0o700); err != nil {
			return fmt.Errorf("folder of values: %w", err)
		}
	}
	root, err := os.OpenRoot(s.Folder)
	if err != nil {
		return fmt.Errorf("folder of values: %w", err)
	}
	defer root.Close()
	f := folder{s: s, root: root, last: map[string]fs.FileInfo{}}
	t := s.Clock.NewTicker(folderEvery)
	defer t.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-t.Chan():
			if err := f.look(ctx); err != nil && ctx.Err() == nil {
				s.Log.Error("folder of values", "err", err) // the next look tries again
			}
		}
	}
}

type folder struct {
	s    *System
	root *os.Root
	last map[string]fs.FileInfo // as of the look before
}

func (f *folder) look(ctx context.Context) error {
	entries, err := fs.ReadDir(f.root.FS(), ".")
	if err != nil {
		return err
	}
	now := map[string]fs.FileInfo{}
	for _, e := range entries {
		name := e.Name()
		if strings.ToLower(filepath.Ext(name)) != ".csv" || strings.HasPrefix(name, ".") || len(now) == folderBatch {
			continue
		}
		info, err := e.Info()
		if err != nil || !info.Mode().IsRegular() {
			continue
		}
		before := f.last[name]
		if before == nil || before.Size() != info.Size() || !before.ModTime().Equal(info.ModTime()) {
			now[name] = info
			continue
		}
		if err := f.take(ctx, name, info.Size()); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	f.last = now
	return nil
}

// take reads one file. An error means that the file was left where it is, because we could not store it.
func (f *folder) take(ctx context.Context, name string, size int64) error {
	file, err := f.root.Open(name)
	if err != nil {
		return err
	}
	defer file.Close()
	sum := sha256.New()
	if _, err := io.Copy(sum, io.LimitReader(file, maxFile+1)); err != nil {
		return err
	}
	hash := hex.EncodeToString(sum.Sum(nil))
	var known int
	if err := f.s.DB.Read().NewRaw("SELECT COUNT(*) FROM intake_file WHERE hash = ?", hash).Scan(ctx, &known); err != nil {
		return err
	}
	if known > 0 {
		f.s.reject(overFolder, connect.Reject(repeated, "文件内容重复，只计一次", "the file came again and counts once").Quote(name))
		return f.root.Rename(name, filepath.Join(folderProcessed, name))
	}
	r := reading{s: f.s, name: name, keys: map[string]map[string]bool{}}
	if size > maxFile {
		r.refuse(0, nil, connect.Reject(connect.TooLarge, "文件超过 64 MB", "the file is larger than 64 MB").Quote(name))
	} else if err := r.file(ctx, file, size); err != nil {
		return err
	}
	if len(r.bad) > 0 {
		if err := f.explain(name, r.bad); err != nil {
			return err
		}
	}
	err = f.s.DB.Tx(ctx, func(ctx context.Context, tx *store.Tx) error {
		_, err := tx.NewRaw("INSERT INTO intake_file (hash, name, at, taken, refused) VALUES (?, ?, ?, ?, ?) ON CONFLICT (hash) DO NOTHING", hash, name, clock.Now(f.s.Clock), r.taken, r.count).Exec(ctx)
		return err
	})
	if err != nil {
		return err
	}
	to := folderProcessed
	if len(r.bad) > 0 {
		to = folderFailed
	}
	return f.root.Rename(name, filepath.Join(to, name))
}

// explain writes the rows that were refused beside the file, as it had them, with row number and reason.
func (f *folder) explain(name string, bad []badRow) (err error) {
	out, err := f.root.Create(filepath.Join(folderFailed, strings.TrimSuffix(name, filepath.Ext(name))+".errors.csv"))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, out.Close()) }()
	w := sheet.NewCSV(out)
	if err := w.Write([]any{"行 row", "原因 reason", "device", "key", "time", "value", "quality"}); err != nil {
		return err
	}
	for _, b := range bad {
		row := []any{b.row, b.why.Text.Zh + " / " + b.why.Text.En}
		for _, c := range b.cells {
			row = append(row, c)
		}
		if err := w.Write(row); err != nil {
			return err
		}
	}
	return w.Close()
}

// badRow is a row that was refused; row 0 is the file as a whole.
type badRow struct {
	row   int
	why   *connect.Rejection
	cells []string
}

// reading is one file on its way.
type reading struct {
	s     *System
	name  string
	taken int
	count int                        // rows refused
	bad   []badRow                   // of them, those that are listed
	keys  map[string]map[string]bool // of points, by device
}

func (r *reading) refuse(row int, cells []string, why *connect.Rejection) {
	if r.count++; len(r.bad) < maxListed {
		r.bad = append(r.bad, badRow{row, why, cells})
	}
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
