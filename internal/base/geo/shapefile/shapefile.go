// Package shapefile reads and writes layers of places as GIS offices pass them on: a ZIP with .shp, .shx, .dbf, .prj and
// .cpg (ESRI Shapefile Technical Description, 1998; dBASE III).
//
// Points, multipoints, lines and polygons are read, with heights and measures left out; points, lines and polygons are
// written. Attributes are cells as in package sheet. Their text is UTF-8, GBK or GB 18030: by the .cpg, by the language
// byte of the .dbf, or, where both are silent, by what the bytes are. Everything is read record by record with bounded
// memory, and what is broken or made to hurt is fail.Invalid. It knows no projection: the .prj is handed over as it is.
package shapefile

import (
	"archive/zip"
	"bufio"
	"errors"
	"io"
	"path"
	"slices"
	"strings"

	"github.com/paulmach/orb"

	"anlan/internal/base/fail"
	"anlan/internal/base/sheet"
)

// Limits are what an archive may be. Zero values mean the defaults.
type Limits struct {
	Entries int   // 1,000
	Bytes   int64 // unpacked, of one layer: 1 GiB
	Record  int   // bytes of one geometry: 16 MiB
	Rows    int   // 500,000
}

func (l Limits) whole() Limits {
	if l.Entries == 0 {
		l.Entries = 1000
	}
	if l.Bytes == 0 {
		l.Bytes = 1 << 30
	}
	if l.Record == 0 {
		l.Record = 16 << 20
	}
	if l.Rows == 0 {
		l.Rows = 500_000
	}
	return l
}

// Archive is an open ZIP of layers.
type Archive struct {
	Layers []string // names of the files, in order

	limits Limits
	files  map[string]*zip.File // by name in lower case
}

var (
	broken = fail.Invalid("shapefile.broken", "不是完整的 Shapefile 压缩包(.shp、.dbf 须齐全)", "not a whole shapefile in a ZIP (.shp and .dbf are needed)")
	bomb   = fail.Invalid("shapefile.bomb", "文件解压后过大，已拒绝读取", "the file unpacks to more than may be and was refused")
)

// Open looks into an archive. It fails with Invalid when it holds no layer.
func Open(src io.ReaderAt, size int64, l Limits) (*Archive, error) {
	z, err := zip.NewReader(src, size)
	if err != nil {
		return nil, broken.Because(err)
	}
	a := &Archive{limits: l.whole(), files: map[string]*zip.File{}}
	if len(z.File) > a.limits.Entries {
		return nil, bomb
	}
	var names []string
	for _, f := range z.File {
		name := strings.ReplaceAll(f.Name, `\`, "/")
		if strings.HasPrefix(name, "__MACOSX/") || strings.HasSuffix(name, "/") {
			continue
		}
		a.files[strings.ToLower(name)] = f
		names = append(names, name)
	}
	for _, name := range names {
		if stem, ok := strings.CutSuffix(strings.ToLower(name), ".shp"); ok && a.files[stem+".dbf"] != nil {
			a.Layers = append(a.Layers, name[:len(name)-4])
		}
	}
	if len(a.Layers) == 0 {
		return nil, broken
	}
	slices.Sort(a.Layers)
	return a, nil
}

// Feature is one record: its number from 1, its place (nil when it has none), and its attributes.
type Feature struct {
	Number   int
	Geometry orb.Geometry
	Values   []sheet.Cell
}

// Layer is an open layer.
type Layer struct {
	Name     string
	Fields   []Field
	PRJ      string // as it stands in the .prj, "" when there is none
	Encoding string // of the text: "UTF-8", "GB 18030", or "" when each text is told by its bytes

	limits Limits
	left   int64
	shp    *bufio.Reader
	dbf    *bufio.Reader
	closes []io.Closer
	row    int
	rows   int // that the .dbf announces
	width  int // of a row of it
	buf    []byte
}

// Layer opens a layer by its name; "" is the first.
func (a *Archive) Layer(name string) (_ *Layer, err error) {
	if name == "" {
		name = a.Layers[0]
	}
	if !slices.Contains(a.Layers, name) {
		return nil, fail.Invalid("shapefile.unknown", "压缩包中没有图层“"+name+"”", "there is no layer “"+name+"” in the archive").At("sheet")
	}
	l := &Layer{Name: path.Base(name), limits: a.limits, left: a.limits.Bytes}
	defer func() {
		if err != nil {
			_ = l.Close()
		}
	}()
	stem := strings.ToLower(name)
	if l.PRJ, err = a.note(stem + ".prj"); err != nil {
		return nil, err
	}
	cpg, err := a.note(stem + ".cpg")
	if err != nil {
		return nil, err
	}
	l.Encoding = encodingOf(cpg)
	if l.shp, err = l.open(a.files[stem+".shp"]); err != nil {
		return nil, err
	}
	if l.dbf, err = l.open(a.files[stem+".dbf"]); err != nil {
		return nil, err
	}
	if err := l.shapeHeader(); err != nil {
		return nil, err
	}
	if err := l.tableHeader(); err != nil {
		return nil, err
	}
	return l, nil
}

// note reads a small file; "" when there is none.
func (a *Archive) note(name string) (string, error) {
	f := a.files[name]
	if f == nil {
		return "", nil
	}
	r, err := f.Open()
	if err != nil {
		return "", broken.Because(err)
	}
	defer r.Close()
	b, err := io.ReadAll(io.LimitReader(r, 64<<10))
	if err != nil {
		return "", broken.Because(err)
	}
	return strings.TrimSpace(strings.TrimPrefix(string(b), "\ufeff")), nil
}

func (l *Layer) open(f *zip.File) (*bufio.Reader, error) {
	r, err := f.Open()
	if err != nil {
		return nil, broken.Because(err)
	}
	l.closes = append(l.closes, r)
	return bufio.NewReaderSize(&counted{r, &l.left}, 64<<10), nil
}

// counted takes what is unpacked off what may be.
type counted struct {
	r    io.Reader
	left *int64
}

func (c *counted) Read(p []byte) (int, error) {
	if *c.left <= 0 {
		return 0, bomb
	}
	n, err := c.r.Read(p)
	*c.left -= int64(n)
	return n, err
}

// full reads exactly len(p) bytes; an end before that is a broken file.
func full(r io.Reader, p []byte) error {
	if _, err := io.ReadFull(r, p); err != nil {
		if fail.As(err) != nil {
			return err
		}
		if errors.Is(err, io.EOF) { // an end in the middle must not look like the end
			err = io.ErrUnexpectedEOF
		}
		return broken.Because(err)
	}
	return nil
}

// Next is the next record that is not marked as deleted; io.EOF behind the last.
func (l *Layer) Next() (Feature, error) {
	for {
		if l.row == l.rows {
			return Feature{}, io.EOF
		}
		if l.row++; l.row > l.limits.Rows {
			return Feature{}, fail.Invalid("shapefile.rows", "图层记录过多，请分成几个文件", "the layer has too many records: make several files of it")
		}
		g, err := l.shape()
		if err != nil {
			return Feature{}, err
		}
		values, deleted, err := l.values()
		if err != nil {
			return Feature{}, err
		}
		if !deleted {
			return Feature{l.row, g, values}, nil
		}
	}
}

// Close ends the reading.
func (l *Layer) Close() error {
	for _, c := range l.closes {
		_ = c.Close()
	}
	return nil
}
