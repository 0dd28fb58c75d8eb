package folder

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"anlan/internal/base/clock"
	"anlan/internal/base/fail"
	"anlan/internal/base/lang"
	"anlan/internal/base/sheet"
)

// Where files are put away.
const (
	Done   = "done"
	Failed = "failed"
)

// final are the kinds of errors for which a repeat cannot help.
var final = []fail.Kind{fail.KindInvalid, fail.KindDenied, fail.KindNotFound, fail.KindConflict, fail.KindIllegal}

const (
	usualEvery = 5 * time.Second
	usualMost  = 8 << 20
	atOnce     = 100    // files a look
	mostListed = 10_000 // refused rows of a file that are listed one by one
)

// Options say what a folder takes. Name is that of the folder in figures and in the log; Ext are the endings of the files
// that are taken, in lower case with their dots, none for all. Most is the largest file in bytes (8 MiB when 0), Every the
// time between two looks (5 s when 0).
//
// Take deals with one file and says what became of it. An error that has a meaning and for which a repeat cannot help
// (Invalid, Denied, NotFound, Conflict, Illegal) refuses the file with its words; any other means that it could not be dealt
// with now. It is not called for a file larger than Most; Refused, when set, hears of
// those.
type Options struct {
	Name    string
	Dir     string
	Ext     []string
	Most    int64
	Every   time.Duration
	Clock   clock.Clock
	Log     *slog.Logger
	Metrics prometheus.Registerer
	Take    func(ctx context.Context, f File) (Outcome, error)
	Refused func(name string, why *fail.Error)
}

// File is one file that was dropped.
type File struct {
	Name string
	Size int64
	*os.File
}

// Outcome is what became of a file: taken, when it is zero. Repeated says that it was known and nothing came of it. Columns
// stand over the cells of rows that were refused.
type Outcome struct {
	Repeated bool
	Columns  []string
	rows     []row       // the first of them
	why      *fail.Error // of the file as a whole
	refused  int
}

type row struct {
	number int
	why    lang.Text
	cells  []string
}

// Refuse notes a row that was refused; number 0 is the file as a whole. All are counted and the first 10,000 listed.
func (o *Outcome) Refuse(number int, why lang.Text, cells ...string) {
	if o.refused++; len(o.rows) < mostListed {
		o.rows = append(o.rows, row{number, why, cells})
	}
}

// Refused is how many rows were.
func (o *Outcome) Refused() int { return o.refused }

// whole is the outcome of a file that was refused as a whole.
func whole(why *fail.Error) Outcome {
	o := Outcome{Columns: []string{"字段 field"}, why: why}
	o.Refuse(0, why.Text, why.Field)
	return o
}

// Folder is an open folder. One goroutine uses it.
type Folder struct {
	o     Options
	root  *os.Root
	last  map[string]fs.FileInfo // as of the look before
	files *prometheus.CounterVec
}

// Open makes the folder with its parts, and opens it.
func Open(o Options) (*Folder, error) {
	o.Every, o.Most = cmp.Or(o.Every, usualEvery), cmp.Or(o.Most, usualMost)
	for _, d := range []string{Done, Failed} {
		if err := os.MkdirAll(filepath.Join(o.Dir, d), 0o700); err != nil {
			return nil, fmt.Errorf("folder of %s: %w", o.Name, err)
		}
	}
	root, err := os.OpenRoot(o.Dir)
	if err != nil {
		return nil, fmt.Errorf("folder of %s: %w", o.Name, err)
	}
	f := &Folder{o: o, root: root, last: map[string]fs.FileInfo{}}
	if f.files, err = counter(o.Metrics); err != nil {
		return nil, errors.Join(err, root.Close())
	}
	return f, nil
}

// counter is one for all folders.
func counter(r prometheus.Registerer) (*prometheus.CounterVec, error) {
	c := prometheus.NewCounterVec(prometheus.CounterOpts{Name: "anlan_folder_files_total", Help: "Files that were dropped into folders, by folder and by what became of them: done, repeated, failed, or later (not dealt with now)."}, []string{"folder", "became"})
	if r == nil {
		return c, nil
	}
	err := r.Register(c)
	var there prometheus.AlreadyRegisteredError
	if errors.As(err, &there) {
		if known, ok := there.ExistingCollector.(*prometheus.CounterVec); ok {
			return known, nil
		}
	}
	return c, err
}

// Close closes the folder.
func (f *Folder) Close() error { return f.root.Close() }

// Watch opens the folder and looks into it until ctx ends. It fails only when the folder cannot be opened.
func Watch(ctx context.Context, o Options) error {
	f, err := Open(o)
	if err != nil {
		return err
	}
	defer f.Close()
	t := o.Clock.NewTicker(f.o.Every)
	defer t.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-t.Chan():
			if err := f.Look(ctx); err != nil && ctx.Err() == nil {
				o.Log.Error("folder of "+o.Name, "err", err) // the next look tries again
			}
		}
	}
}

// Waiting are the files to take, in the order of their names, whether or not they are still being written.
func (f *Folder) Waiting() ([]string, error) {
	entries, err := f.entries()
	names := make([]string, 0, len(entries))
	for _, info := range entries {
		names = append(names, info.Name())
	}
	return names, err
}

func (f *Folder) entries() ([]fs.FileInfo, error) {
	list, err := fs.ReadDir(f.root.FS(), ".")
	if err != nil {
		return nil, fmt.Errorf("folder of %s: %w", f.o.Name, err)
	}
	var out []fs.FileInfo
	for _, e := range list {
		ext := strings.ToLower(filepath.Ext(e.Name()))
		if strings.HasPrefix(e.Name(), ".") || ext == ".tmp" || ext == ".part" || len(f.o.Ext) > 0 && !slices.Contains(f.o.Ext, ext) {
			continue
		}
		if info, err := e.Info(); err == nil && info.Mode().IsRegular() {
			out = append(out, info)
		}
	}
	return out, nil
}

// Look takes the files that have not changed since the look before, 100 at most. Its error names those that stayed.
func (f *Folder) Look(ctx context.Context) error {
	entries, err := f.entries()
	if err != nil {
		return err
	}
	now, taken, errs := map[string]fs.FileInfo{}, 0, []error{}
	for _, info := range entries {
		before := f.last[info.Name()]
		now[info.Name()] = info
		if before == nil || before.Size() != info.Size() || !before.ModTime().Equal(info.ModTime()) || taken == atOnce || ctx.Err() != nil {
			continue
		}
		taken++
		if _, err := f.Take(ctx, info.Name(), f.o.Take); err != nil {
			errs = append(errs, err)
		}
	}
	f.last = now
	return errors.Join(errs...)
}

// Take deals with one file now and puts it away. It tells why the file was refused as a whole, if it was. Its error means that
// the file stayed.
func (f *Folder) Take(ctx context.Context, name string, take func(context.Context, File) (Outcome, error)) (refused *fail.Error, err error) {
	o, err := f.take(ctx, name, take)
	if err == nil {
		err = f.putAway(name, o)
	}
	became := Done
	switch {
	case err != nil:
		became, err = "later", fmt.Errorf("folder of %s: %s: %w", f.o.Name, name, err)
	case o.refused > 0:
		became = Failed
	case o.Repeated:
		became = "repeated"
	}
	f.files.WithLabelValues(f.o.Name, became).Inc()
	return o.why, err
}

func (f *Folder) take(ctx context.Context, name string, take func(context.Context, File) (Outcome, error)) (Outcome, error) {
	file, err := f.root.Open(name)
	if err != nil {
		return Outcome{}, err
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return Outcome{}, err
	}
	if info.Size() > f.o.Most {
		why := fail.Invalid("folder.large", fmt.Sprintf("文件超过 %d MiB", f.o.Most>>20), fmt.Sprintf("the file is larger than %d MiB", f.o.Most>>20))
		if f.o.Refused != nil {
			f.o.Refused(name, why)
		}
		return whole(why), nil
	}
	o, err := take(ctx, File{Name: name, Size: info.Size(), File: file})
	if why := fail.As(err); why != nil && slices.Contains(final, why.Kind) {
		return whole(why), nil
	}
	return o, err
}

// putAway moves a file to where it belongs, and says beside it what was refused.
func (f *Folder) putAway(name string, o Outcome) error {
	dir := Done
	if o.refused > 0 {
		dir = Failed
	}
	to, err := f.free(dir, name)
	if err != nil {
		return err
	}
	if dir == Failed {
		beside, err := f.free(Failed, strings.TrimSuffix(filepath.Base(to), filepath.Ext(to))+".errors.csv")
		if err != nil {
			return err
		}
		if err := f.explain(beside, o); err != nil {
			return err
		}
	}
	if err := f.root.Rename(name, to); err != nil && !errors.Is(err, fs.ErrNotExist) { // somebody took it out meanwhile
		return err
	}
	return nil
}

// Last is the beginning of the last file by name, of those that wait or else of those that are done, at most so many bytes;
// nil when there is none.
func (f *Folder) Last(most int64) ([]byte, error) {
	names, err := f.Waiting()
	if err != nil {
		return nil, err
	}
	dir := "."
	if len(names) == 0 {
		dir = Done
		list, err := fs.ReadDir(f.root.FS(), Done)
		if err != nil {
			return nil, err
		}
		for _, e := range list {
			if e.Type().IsRegular() {
				names = append(names, e.Name())
			}
		}
	}
	if len(names) == 0 {
		return nil, nil
	}
	file, err := f.root.Open(filepath.Join(dir, names[len(names)-1]))
	if err != nil {
		return nil, err
	}
	defer file.Close()
	return io.ReadAll(io.LimitReader(file, most))
}

// free is a path in a part of the folder under which nothing lies yet: the name itself, or with the time in it.
func (f *Folder) free(dir, name string) (string, error) {
	ext := filepath.Ext(name)
	stem, at := strings.TrimSuffix(name, ext), f.o.Clock.Now().UTC().Format("20060102T150405Z")
	for n := range 1000 {
		try := name
		switch {
		case n == 1:
			try = stem + "." + at + ext
		case n > 1:
			try = fmt.Sprintf("%s.%s-%d%s", stem, at, n, ext)
		}
		try = filepath.Join(dir, try)
		_, err := f.root.Lstat(try)
		if errors.Is(err, fs.ErrNotExist) {
			return try, nil
		}
		if err != nil {
			return "", err
		}
	}
	return "", fmt.Errorf("no free name for %s", name)
}

func (f *Folder) explain(path string, o Outcome) (err error) {
	out, err := f.root.Create(path)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, out.Close()) }()
	return o.write(out)
}

// write is the table of what was refused.
func (o Outcome) write(out io.Writer) error {
	w := sheet.NewCSV(out)
	line := func(cells []any, more []string) error {
		for _, c := range more {
			cells = append(cells, c)
		}
		return w.Write(cells)
	}
	if err := line([]any{"行 row", "原因 reason"}, o.Columns); err != nil {
		return err
	}
	for _, r := range o.rows {
		if err := line([]any{r.number, r.why.Zh + " / " + r.why.En}, r.cells); err != nil {
			return err
		}
	}
	return w.Close()
}
