package patrol

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"hash/crc32"
	"net/url"
	"strings"

	"anlan/internal/base/fail"
	"anlan/internal/base/httpapi"
	"anlan/internal/base/identity"
	"anlan/internal/base/lang"
	"anlan/internal/base/store"
)

// A door plate carries a QR code: "https://HOST/public/plate?i=<id>&n=<name>&a=<area>&s=<signature>&c=<check>". Whoever
// scans it with any phone comes to the public face of the site, a grid member who is signed in to its history. The check
// tells a misread plate, without a network too. The signature is that of this city, so that nobody can put words of their
// own under the address of the bureau or walk through the sites of the city by guessing; it proves nothing of who stood at
// the door. Plates of older sheets begin with "ANLAN1?" and have no signature: they open histories, but no public face.

const (
	plateHead = "ANLAN1?"
	plateWay  = "/public/plate?"
	plateName = 20 // characters of a name in the code, so that it stays coarse enough for a bad camera
)

// plateText is what the plate of a site says; origin is where the server is reached.
func (s *System) plateText(origin, siteID, name, area string) string {
	short := []rune(name)
	v := "i=" + url.QueryEscape(siteID) + "&n=" + url.QueryEscape(string(short[:min(len(short), plateName)])) + "&a=" + area
	v += "&s=" + s.plateSign(siteID)
	return origin + plateWay + v + "&c=" + plateCheck(v)
}

func plateCheck(v string) string { return fmt.Sprintf("%06x", crc32.ChecksumIEEE([]byte(v))&0xffffff) }

// plateSign is the signature of a site: 16 characters, of which nobody guesses one in the life of a plate.
func (s *System) plateSign(siteID string) string {
	m := hmac.New(sha256.New, s.plateKey)
	m.Write([]byte("plate:" + siteID))
	return base64.RawURLEncoding.EncodeToString(m.Sum(nil)[:12])
}

// readPlate are the parts of a plate; nil when the text is none or was not read whole.
func readPlate(text string) url.Values {
	v, known := strings.CutPrefix(text, plateHead)
	if !known {
		if _, v, known = strings.Cut(text, plateWay); !known {
			return nil
		}
	}
	body, check, ok := strings.Cut(v, "&c=")
	if !ok || check != plateCheck(body) {
		return nil
	}
	q, err := url.ParseQuery(body)
	if err != nil {
		return nil
	}
	return q
}

// plateSite is the site that a plate, or a code typed by hand, names; "" when it is neither.
func plateSite(text string) string {
	text = strings.TrimSpace(text)
	if strings.HasPrefix(text, plateHead) || strings.Contains(text, "?") {
		return readPlate(text).Get("i")
	}
	return text
}

// platesMatch says whether a plate was read; one of another site is refused with Invalid.
func platesMatch(text, site string) (bool, error) {
	if text == "" {
		return false, nil
	}
	if site == "" || plateSite(text) != site {
		return false, fail.Invalid("patrol.plate", "门牌码不是本任务的场所", "the door plate is not that of this task's site").At("plate")
	}
	return true, nil
}

// plateKey reads the key by which plates are signed, and makes it once for all nodes of the city.
func plateKey(ctx context.Context, db *store.DB) ([]byte, error) {
	fresh := make([]byte, 32)
	if _, err := rand.Read(fresh); err != nil {
		return nil, err
	}
	var kept string
	err := db.Tx(ctx, func(ctx context.Context, tx *store.Tx) error {
		_, err := tx.NewRaw("INSERT INTO patrol_plate_key (name, secret) VALUES ('plates', ?) ON CONFLICT (name) DO NOTHING", base64.StdEncoding.EncodeToString(fresh)).Exec(ctx)
		if err != nil {
			return err
		}
		return tx.NewRaw("SELECT secret FROM patrol_plate_key WHERE name = 'plates'").Scan(ctx, &kept)
	})
	if err != nil {
		return nil, fmt.Errorf("key of plates: %w", err)
	}
	return base64.StdEncoding.DecodeString(kept)
}

type publicPlateInput struct {
	Text string `query:"text" required:"true" minLength:"1" maxLength:"600" doc:"what the door plate says"`
}

// PublicPlate is what everybody may know of a site whose plate they stand before.
type PublicPlate struct {
	Name      string    `json:"name"`
	KindTitle lang.Text `json:"kind_title"`
	Area      string    `json:"area" doc:"names from the district down"`
	Code      string    `json:"code" doc:"for a grid member who signs in: opens the site"`
}

var noPlate = fail.NotFound("patrol.plate.unknown", "这不是本市的门牌码，或场所已注销", "this is no door plate of the city, or the site is there no more")

// publicPlate is the public face of a site. It needs the signature of a plate, and tells of the site no more than a sign at
// its door does.
func (s *System) publicPlate(ctx context.Context, in *publicPlateInput) (*httpapi.Body[PublicPlate], error) {
	q := readPlate(strings.TrimSpace(in.Text))
	if q == nil || !hmac.Equal([]byte(q.Get("s")), []byte(s.plateSign(q.Get("i")))) {
		return nil, noPlate
	}
	e, err := s.Register.Find(ctx, identity.Everywhere, q.Get("i"))
	if fail.KindOf(err) == fail.KindNotFound {
		return nil, noPlate
	}
	if err != nil {
		return nil, err
	}
	v := PublicPlate{Name: e.Name, Area: s.areaPath(e.Area), Code: e.ID}
	if k, err := s.Register.Kinds().Find(e.Kind); err == nil {
		v.KindTitle = k.Title
	}
	return httpapi.OK(v), nil
}

// areaPath are the names of an area from the district down, to the community at most.
func (s *System) areaPath(code string) string {
	return s.Register.Areas().Name(code[:min(len(code), 12)])
}
