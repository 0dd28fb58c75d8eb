package media

import (
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/bep/imagemeta"

	"anlan/internal/base/fail"
	"anlan/internal/base/geo"
)

// Image is what a picture says of itself. Fields that it does not tell are zero or nil.
type Image struct {
	Kind        Kind
	Width       int // as shown, after Orientation
	Height      int
	Orientation int       // EXIF 1–8; 1 when it does not say
	Taken       time.Time // by the camera's clock
	// OffsetKnown says that the picture tells the offset from UTC of Taken. Else the clock is taken to be at +08:00, as all
	// of China is.
	OffsetKnown bool
	// Satellite is the time of the position's fix, which comes from the satellites and not from the camera's clock: the
	// difference to Taken is how far that clock is off.
	Satellite time.Time
	Position  *geo.Point // WGS 84
	Altitude  *float64   // metres above the sea
	Make      string
	Model     string
}

var formats = map[Kind]imagemeta.ImageFormat{
	JPEG: imagemeta.JPEG, PNG: imagemeta.PNG, WebP: imagemeta.WebP, TIFF: imagemeta.TIFF, HEIF: imagemeta.HEIF, AVIF: imagemeta.AVIF,
}

// decoded are the kinds of which the standard library reads the size and the picture.
var decoded = []Kind{JPEG, PNG, WebP, GIF}

// ReadImage reads the metadata of a picture. Invalid when it is none, or so damaged that not even its size can be read;
// damaged metadata is left out.
func ReadImage(r io.ReadSeeker) (Image, error) {
	kind, err := KindOf(r)
	if err != nil {
		return Image{}, err
	}
	out := Image{Kind: kind, Orientation: 1}
	if slices.Contains(decoded, kind) {
		cfg, err := config(kind, r)
		if err != nil {
			return Image{}, err
		}
		out.Width, out.Height = cfg.Width, cfg.Height
	}
	format, ok := formats[kind]
	if !ok {
		if kind == GIF {
			return out, nil
		}
		return Image{}, errUnknown
	}
	if _, err := r.Seek(0, io.SeekStart); err != nil {
		return Image{}, err
	}
	t := tags{}
	in := &faithful{ReadSeeker: r}
	res, err := imagemeta.Decode(imagemeta.Options{
		R: in, ImageFormat: format, Sources: imagemeta.EXIF | imagemeta.CONFIG, LimitNumTags: 500, LimitTagSize: 1000,
		HandleTag: func(tag imagemeta.TagInfo) error {
			if _, ok := t[tag.Tag]; !ok {
				t[tag.Tag] = tag.Value
			}
			return nil
		},
	})
	if in.err != nil {
		return Image{}, in.err
	}
	if out.Width == 0 {
		out.Width, out.Height = res.ImageConfig.Width, res.ImageConfig.Height
	}
	if out.Width <= 0 || out.Height <= 0 {
		return Image{}, errUnreadable.Because(err)
	}
	t.into(&out)
	if out.Orientation >= 5 {
		out.Width, out.Height = out.Height, out.Width
	}
	return out, nil
}

// tags are the EXIF fields of the picture itself, by name.
type tags map[string]any

func (t tags) into(out *Image) {
	if n, ok := t.number("Orientation"); ok && n >= 1 && n <= 8 {
		out.Orientation = int(n)
	}
	out.Make, out.Model = t.text("Make"), t.text("Model")
	out.Taken, out.OffsetKnown = t.taken()
	if at, err := time.Parse("2006:01:02 15:04:05", t.text("GPSDateStamp")+" "+t.text("GPSTimeStamp")); err == nil {
		out.Satellite = at
	}
	lon, lonOK := t.signed("GPSLongitude", "GPSLongitudeRef", "W")
	lat, latOK := t.signed("GPSLatitude", "GPSLatitudeRef", "S")
	if p := (geo.Point{Lon: lon, Lat: lat}); lonOK && latOK && p.Valid() && p != (geo.Point{}) { // 0, 0 is a receiver without a fix
		out.Position = &p
	}
	if alt, ok := t.number("GPSAltitude"); ok && math.Abs(alt) < 20000 {
		if below, ok := t.number("GPSAltitudeRef"); ok && below == 1 {
			alt = -alt
		}
		out.Altitude = &alt
	}
}

// china is where a camera without an offset is taken to stand.
var china = time.FixedZone("CST", 8*3600)

func (t tags) taken() (time.Time, bool) {
	const layout = "2006:01:02 15:04:05"
	for _, name := range []string{"DateTimeOriginal", "DateTimeDigitized", "CreateDate", "DateTime", "ModifyDate"} {
		s := t.text(name)
		if s == "" {
			continue
		}
		for _, offset := range []string{"OffsetTimeOriginal", "OffsetTimeDigitized", "OffsetTime"} {
			if at, err := time.Parse(layout+"-07:00", s+t.text(offset)); err == nil {
				return at.UTC(), true
			}
		}
		if at, err := time.ParseInLocation(layout, s, china); err == nil {
			return at.UTC(), false
		}
	}
	return time.Time{}, false
}

func (t tags) text(name string) string {
	if t[name] == nil {
		return ""
	}
	return text([]byte(fmt.Sprint(t[name])))
}

func (t tags) number(name string) (float64, bool) {
	var f float64
	switch v := t[name].(type) {
	case float64:
		f = v
	case float32:
		f = float64(v)
	case uint8:
		f = float64(v)
	case uint16:
		f = float64(v)
	case uint32:
		f = float64(v)
	case int:
		f = float64(v)
	case int32:
		f = float64(v)
	case interface{ Float64() float64 }:
		f = v.Float64()
	default:
		return 0, false
	}
	return f, !math.IsNaN(f) && !math.IsInf(f, 0)
}

func (t tags) signed(name, ref, minus string) (float64, bool) {
	f, ok := t.number(name)
	if strings.EqualFold(t.text(ref), minus) {
		f = -f
	}
	return f, ok
}

// faithful remembers an error of the stream, which the decoders would take for the end of the picture.
type faithful struct {
	io.ReadSeeker
	err error
}

func (f *faithful) Read(p []byte) (int, error) {
	n, err := f.ReadSeeker.Read(p)
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) && fail.KindOf(err) != fail.KindInvalid {
		f.err = err
	}
	return n, err
}
