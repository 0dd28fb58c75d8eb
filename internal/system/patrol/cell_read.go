package patrol

import (
	"bytes"
	"errors"
	"io"

	"github.com/paulmach/orb"

	"anlan/internal/base/geo/feature"
	"anlan/internal/base/geo/shapefile"
)

// maxShapesOfFile is how many cells a file may hold.
const maxShapesOfFile = 999

// eachShape calls f with every shape of a GeoJSON file, or of the first layer of a shapefile in a ZIP, counted from 1, and
// with a way to read its properties by one of several names. It fails with Invalid for any other file.
func eachShape(b []byte, f func(n int, g orb.Geometry, value func(...string) string) error) error {
	b = bytes.TrimPrefix(b, []byte("\xef\xbb\xbf"))
	if bytes.HasPrefix(bytes.TrimLeft(b, " \t\r\n"), []byte("{")) {
		return eachFeature(b, f)
	}
	a, err := shapefile.Open(bytes.NewReader(b), int64(len(b)), shapefile.Limits{Rows: maxShapesOfFile, Bytes: 4 * maxCellFile})
	if err != nil {
		return err
	}
	l, err := a.Layer(a.Layers[0])
	if err != nil {
		return err
	}
	defer l.Close()
	for {
		v, err := l.Next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		value := func(names ...string) string {
			for _, name := range names {
				for i, c := range l.Fields {
					if c.Name == name && i < len(v.Values) {
						return v.Values[i].Text
					}
				}
			}
			return ""
		}
		if err := f(v.Number, v.Geometry, value); err != nil {
			return err
		}
	}
}

func eachFeature(b []byte, f func(n int, g orb.Geometry, value func(...string) string) error) error {
	r, err := feature.NewReader(bytes.NewReader(b), feature.Limits{Rows: maxShapesOfFile})
	if err != nil {
		return err
	}
	for {
		v, err := r.Next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		value := func(names ...string) string {
			for _, name := range names {
				if c, ok := v.Properties[name]; ok && c.Text != "" {
					return c.Text
				}
			}
			return ""
		}
		if err := f(v.Number, v.Geometry, value); err != nil {
			return err
		}
	}
}
