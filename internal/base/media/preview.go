package media

import (
	"fmt"
	"image"
	"image/gif"
	"image/jpeg"
	"image/png"
	"io"

	"golang.org/x/image/draw"
	"golang.org/x/image/webp"

	"anlan/internal/base/fail"
)

const (
	// PreviewSize is the longer side of a preview in pixels.
	PreviewSize = 640
	// MaxPixels is the largest picture that is decoded: a phone of 48 million pixels passes. A progressive JPEG of this
	// size takes about 600 MB while it is decoded, so callers let few be made at once.
	MaxPixels = 50_000_000
)

// config reads the size of a picture from its header.
func config(kind Kind, r io.ReadSeeker) (cfg image.Config, err error) {
	in := &faithful{ReadSeeker: r}
	switch kind {
	case JPEG:
		cfg, err = jpeg.DecodeConfig(in)
	case PNG:
		cfg, err = png.DecodeConfig(in)
	case GIF:
		cfg, err = gif.DecodeConfig(in)
	case WebP:
		cfg, err = webp.DecodeConfig(in)
	default:
		return cfg, errUnknown
	}
	if in.err != nil {
		return cfg, in.err
	}
	if err != nil || cfg.Width <= 0 || cfg.Height <= 0 {
		return cfg, errUnreadable.Because(err)
	}
	return cfg, nil
}

// Preview writes a JPEG of at most PreviewSize pixels a side, turned as the picture is to be shown, without its metadata.
// JPEG, PNG, WebP and the first picture of a GIF are taken, others are Invalid; so is one of more than MaxPixels, of which
// only the header is read.
func Preview(r io.ReadSeeker, w io.Writer) error {
	kind, err := KindOf(r)
	if err != nil {
		return err
	}
	cfg, err := config(kind, r)
	if err != nil {
		return err
	}
	if int64(cfg.Width)*int64(cfg.Height) > MaxPixels {
		return fail.Invalid("media.too-many-pixels", "图片像素过多，无法生成预览", "the picture has too many pixels for a preview")
	}
	orientation := 1
	if info, err := ReadImage(r); err == nil {
		orientation = info.Orientation
	}
	if _, err := r.Seek(0, io.SeekStart); err != nil {
		return err
	}
	in := &faithful{ReadSeeker: r}
	full, err := decode(kind, in)
	if in.err != nil {
		return in.err
	}
	if err != nil || full.Bounds().Empty() {
		return errUnreadable.Because(err)
	}
	if err := jpeg.Encode(w, turn(shrink(full), orientation), &jpeg.Options{Quality: 80}); err != nil {
		return fmt.Errorf("preview: %w", err)
	}
	return nil
}

func decode(kind Kind, r io.Reader) (image.Image, error) {
	switch kind {
	case JPEG:
		return jpeg.Decode(r)
	case PNG:
		return png.Decode(r)
	case GIF:
		return gif.Decode(r)
	case WebP:
		return webp.Decode(r)
	default:
		return nil, errUnknown
	}
}

// shrink scales to PreviewSize on white; a smaller picture keeps its size.
func shrink(full image.Image) *image.RGBA {
	b := full.Bounds()
	w, h := b.Dx(), b.Dy()
	if long := max(w, h); long > PreviewSize {
		w, h = max(1, w*PreviewSize/long), max(1, h*PreviewSize/long)
	}
	out := image.NewRGBA(image.Rect(0, 0, w, h))
	draw.Draw(out, out.Bounds(), image.White, image.Point{}, draw.Src)
	if w == b.Dx() && h == b.Dy() {
		draw.Draw(out, out.Bounds(), full, b.Min, draw.Over)
	} else {
		draw.BiLinear.Scale(out, out.Bounds(), full, b, draw.Over, nil)
	}
	return out
}

// turn applies an EXIF orientation: where its row 0 and column 0 are to be shown.
func turn(in *image.RGBA, orientation int) *image.RGBA {
	w, h := in.Bounds().Dx(), in.Bounds().Dy()
	if orientation <= 1 || orientation > 8 {
		return in
	}
	out := image.NewRGBA(image.Rect(0, 0, w, h))
	if orientation >= 5 {
		out = image.NewRGBA(image.Rect(0, 0, h, w))
	}
	for y := range h {
		for x := range w {
			var to image.Point
			switch orientation {
			case 2:
				to = image.Pt(w-1-x, y)
			case 3:
				to = image.Pt(w-1-x, h-1-y)
			case 4:
				to = image.Pt(x, h-1-y)
			case 5:
				to = image.Pt(y, x)
			case 6:
				to = image.Pt(h-1-y, x)
			case 7:
				to = image.Pt(h-1-y, w-1-x)
			case 8:
				to = image.Pt(y, w-1-x)
			}
			out.SetRGBA(to.X, to.Y, in.RGBAAt(x, y))
		}
	}
	return out
}
