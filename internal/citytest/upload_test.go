package citytest_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"image"
	"image/jpeg"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"anlan/internal/app"
	"anlan/internal/base/blob"
	"anlan/internal/base/blob/blobtest"
	"anlan/internal/citytest"
)

func film(n int) []byte {
	head := []byte("\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom")
	return append(head, blobtest.Content(1, n-len(head))...)
}

func begin(t *testing.T, c *citytest.City, login, name string, size int) string {
	a := c.Do(login, "POST", "/api/uploads", nil, "Tus-Resumable", "1.0.0", "Upload-Length", fmt.Sprint(size), "Upload-Metadata", "filename "+base64.StdEncoding.EncodeToString([]byte(name))+",filetype dmlkZW8vbXA0")
	require.Equal(t, http.StatusCreated, a.Status, "%s", a.Body)
	require.Equal(t, "1.0.0", a.Header.Get("Tus-Resumable"))
	require.NotEmpty(t, a.Header.Get("Upload-Expires"))
	return a.Header.Get("Location")
}

func patch(c *citytest.City, login, at string, offset int, body []byte, more ...string) citytest.Answer {
	return c.Do(login, "PATCH", at, string(body), append([]string{"Tus-Resumable", "1.0.0", "Content-Type", "application/offset+octet-stream", "Upload-Offset", fmt.Sprint(offset)}, more...)...)
}

func incident(t *testing.T, c *citytest.City) string {
	var inc struct{ ID string }
	c.OK("duty-210106", "POST", "/api/command/incidents", map[string]any{"title": "险情", "type": "accident", "lon": 123.35, "lat": 41.79, "area": "210106"}, &inc)
	return inc.ID
}

// TestUploadIntoACase goes the whole way over HTTP: begin, send, break off, go on, put it into a case, watch a part of it.
func TestUploadIntoACase(t *testing.T) {
	c := citytest.New(t, citytest.Options{})
	content := film(6_000_000)
	at := begin(t, c, "duty-210106", "执法记录.mp4", len(content))
	a := patch(c, "duty-210106", at, 0, content[:2_000_000])
	require.Equal(t, http.StatusNoContent, a.Status, "%s", a.Body)
	require.Equal(t, "2000000", a.Header.Get("Upload-Offset"))
	require.Equal(t, http.StatusConflict, patch(c, "duty-210106", at, 0, content[:10]).Status)

	// The line breaks in the middle of a piece: the connection is cut after half of what was announced.
	conn, err := net.Dial("tcp", c.HTTPAddr())
	require.NoError(t, err)
	_, err = fmt.Fprintf(conn, "PATCH %s HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\nTus-Resumable: 1.0.0\r\nContent-Type: application/offset+octet-stream\r\nUpload-Offset: 2000000\r\nContent-Length: 1000000\r\n\r\n", at, c.Token("duty-210106"))
	require.NoError(t, err)
	_, err = conn.Write(content[2_000_000:2_500_000])
	require.NoError(t, err)
	require.NoError(t, conn.(*net.TCPConn).CloseWrite())
	_, _ = io.Copy(io.Discard, conn)
	require.NoError(t, conn.Close())

	head := c.Do("duty-210106", "HEAD", at, nil, "Tus-Resumable", "1.0.0")
	require.Equal(t, http.StatusOK, head.Status)
	require.Equal(t, []string{"2500000", "6000000", "no-store"}, []string{head.Header.Get("Upload-Offset"), head.Header.Get("Upload-Length"), head.Header.Get("Cache-Control")})
	a = c.Do("duty-210106", "POST", at, string(content[2_500_000:]), "X-HTTP-Method-Override", "PATCH", "Tus-Resumable", "1.0.0", "Content-Type", "application/offset+octet-stream", "Upload-Offset", "2500000")
	require.Equal(t, http.StatusNoContent, a.Status, "%s", a.Body)
	var item struct{ Status, Type, Hash, Name string }
	c.OK("duty-210106", "GET", at, nil, &item)
	require.Equal(t, []string{"stored", "video/mp4", "执法记录.mp4"}, []string{item.Status, item.Type, item.Name})

	id := incident(t, c)
	var file struct{ ID, Hash, Name, Type, Kind, Note string }
	body := map[string]any{"upload": filepath.Base(at), "kind": "recording", "note": "亮证"}
	c.OK("duty-210106", "POST", "/api/cases/"+id+"/uploads", body, &file)
	require.Equal(t, item.Hash, file.Hash)
	require.Equal(t, []string{"recording", "亮证"}, []string{file.Kind, file.Note})
	first := file
	c.OK("duty-210106", "POST", "/api/cases/"+id+"/uploads", body, &file)
	require.Equal(t, first, file, "again is the same")
	require.Equal(t, http.StatusConflict, c.Do("duty-210106", "POST", "/api/cases/"+incident(t, c)+"/uploads", body).Status)
	var view struct{ Files []struct{ ID string } }
	c.OK("duty-210106", "GET", "/api/cases/"+id, nil, &view)
	require.Len(t, view.Files, 1)

	whole := c.Do("duty-210106", "GET", "/api/cases/"+id+"/files/"+file.ID, nil)
	require.Equal(t, http.StatusOK, whole.Status)
	require.True(t, bytes.Equal(content, whole.Body))
	require.Equal(t, []string{"video/mp4", `"` + file.Hash + `"`}, []string{whole.Header.Get("Content-Type"), whole.Header.Get("ETag")})
	part := c.Do("duty-210106", "GET", "/api/cases/"+id+"/files/"+file.ID, nil, "Range", "bytes=5000000-5000099")
	require.Equal(t, http.StatusPartialContent, part.Status)
	require.True(t, bytes.Equal(content[5_000_000:5_000_100], part.Body))
	require.Equal(t, http.StatusNotModified, c.Do("duty-210106", "GET", "/api/cases/"+id+"/files/"+file.ID, nil, "If-None-Match", `"`+file.Hash+`"`).Status)

	// One bit is bent on the disk: what holds it is not served, and says so; a range before it is.
	path := filepath.Join(c.Config.Data, "blobs", file.Hash[:2], file.Hash[2:4], file.Hash)
	content[5_000_000] ^= 1
	require.NoError(t, os.WriteFile(path, content, 0o600))
	bent := c.Do("duty-210106", "GET", "/api/cases/"+id+"/files/"+file.ID, nil, "Range", "bytes=5000000-5000099")
	require.Equal(t, http.StatusInternalServerError, bent.Status)
	require.Contains(t, string(bent.Body), file.Hash)
	require.Equal(t, "application/problem+json", bent.Header.Get("Content-Type"))
	require.Equal(t, http.StatusPartialContent, c.Do("duty-210106", "GET", "/api/cases/"+id+"/files/"+file.ID, nil, "Range", "bytes=0-99").Status)
	req, err := http.NewRequestWithContext(context.Background(), http.MethodGet, "http://"+c.HTTPAddr()+"/api/cases/"+id+"/files/"+file.ID, nil)
	require.NoError(t, err)
	req.Header.Set("Authorization", "Bearer "+c.Token("duty-210106"))
	res, err := http.DefaultClient.Do(req)
	require.NoError(t, err)
	defer res.Body.Close()
	n, err := io.Copy(io.Discard, res.Body)
	require.ErrorIs(t, err, io.ErrUnexpectedEOF, "a client sees that it did not get all")
	require.LessOrEqual(t, n, int64(5_000_000))

	// The audit names it, and once it is gone says so.
	audit := func() (blob.Report, []string) {
		var named []string
		r, err := app.AuditFiles(context.Background(), c.DB, c.Blobs, func(hash string, _ error) { named = append(named, hash) })
		require.NoError(t, err)
		return r, named
	}
	r, named := audit()
	require.Equal(t, blob.Report{Blobs: 1, Bytes: 6_000_000, Altered: 1}, r)
	require.Equal(t, []string{file.Hash}, named)
	require.NoError(t, os.Remove(path))
	r, named = audit()
	require.Equal(t, blob.Report{Missing: 1}, r)
	require.Equal(t, []string{file.Hash}, named)
}

// TestUploadsAreOnesOwn: a colleague of the same district and the commander of the city see nothing and reach nothing.
func TestUploadsAreOnesOwn(t *testing.T) {
	c := citytest.New(t, citytest.Options{})
	at := begin(t, c, "duty-210106", "我的.mp4", 1000)
	id := incident(t, c)
	for _, login := range []string{"commander", "duty", "field", "duty-210102"} {
		for name, a := range map[string]citytest.Answer{
			"show": c.Do(login, "GET", at, nil), "resume": c.Do(login, "HEAD", at, nil, "Tus-Resumable", "1.0.0"), "send": patch(c, login, at, 0, []byte("x")),
			"end": c.Do(login, "DELETE", at, nil, "Tus-Resumable", "1.0.0"), "take": c.Do(login, "POST", "/api/cases/"+id+"/uploads", map[string]any{"upload": filepath.Base(at)}),
		} {
			require.Equal(t, http.StatusNotFound, a.Status, "%s %s %s", login, name, a.Body)
		}
		list := c.Do(login, "GET", "/api/uploads", nil)
		require.Equal(t, http.StatusOK, list.Status)
		require.NotContains(t, string(list.Body), "我的")
	}
	require.Equal(t, http.StatusForbidden, c.Do("admin", "GET", "/api/uploads", nil).Status)
	require.Equal(t, http.StatusUnauthorized, c.Do("", "POST", "/api/uploads", nil, "Tus-Resumable", "1.0.0", "Upload-Length", "1").Status)
	require.Contains(t, string(c.Do("duty-210106", "GET", "/api/uploads", nil).Body), "我的")
	require.Equal(t, http.StatusNoContent, c.Do("duty-210106", "DELETE", at, nil, "Tus-Resumable", "1.0.0").Status)
	require.Equal(t, http.StatusNotFound, c.Do("duty-210106", "HEAD", at, nil, "Tus-Resumable", "1.0.0").Status)
}

// TestUploadRefusals are the statuses that tus 1.0.0 names.
func TestUploadRefusals(t *testing.T) {
	c := citytest.New(t, citytest.Options{})
	o := c.Do("", "OPTIONS", "/api/uploads", nil)
	require.Equal(t, http.StatusNoContent, o.Status)
	require.Equal(t, []string{"1.0.0", "creation,expiration,termination,checksum", "2147483648", "sha1,sha256,md5,sm3"},
		[]string{o.Header.Get("Tus-Version"), o.Header.Get("Tus-Extension"), o.Header.Get("Tus-Max-Size"), o.Header.Get("Tus-Checksum-Algorithm")})
	old := c.Do("field", "POST", "/api/uploads", nil, "Tus-Resumable", "0.2.2", "Upload-Length", "1")
	require.Equal(t, []any{http.StatusPreconditionFailed, "1.0.0"}, []any{old.Status, old.Header.Get("Tus-Version")})
	for login, most := range map[string]int{"field": 200 << 20, "duty-210106": 2 << 30, "auditor": 32 << 20} {
		large := c.Do(login, "POST", "/api/uploads", nil, "Tus-Resumable", "1.0.0", "Upload-Length", fmt.Sprint(most+1))
		require.Equal(t, http.StatusRequestEntityTooLarge, large.Status, "%s %s", login, large.Body)
		begin(t, c, login, "a.mp4", most)
	}
	at := begin(t, c, "field", "a.mp4", 1000)
	require.Equal(t, http.StatusUnsupportedMediaType, patch(c, "field", at, 0, []byte("x"), "Content-Type", "application/json").Status)
	require.Equal(t, 460, patch(c, "field", at, 0, []byte("x"), "Upload-Checksum", "sha1 "+base64.StdEncoding.EncodeToString(make([]byte, 20))).Status)
	require.Equal(t, http.StatusBadRequest, patch(c, "field", at, 0, make([]byte, 1001)).Status)
	html := patch(c, "field", begin(t, c, "field", "a.jpg", 13), 0, []byte("<html></html>"))
	require.Equal(t, http.StatusBadRequest, html.Status)
	require.Contains(t, string(html.Body), "text/html")
}

func TestPreviewAndMediaOfAPicture(t *testing.T) {
	c := citytest.New(t, citytest.Options{})
	var b bytes.Buffer
	require.NoError(t, jpeg.Encode(&b, image.NewRGBA(image.Rect(0, 0, 1000, 500)), nil))
	at := begin(t, c, "field", "现场.jpg", b.Len())
	require.Equal(t, http.StatusNoContent, patch(c, "field", at, 0, b.Bytes()).Status)
	id := incident(t, c)
	up := begin(t, c, "duty-210106", "现场.jpg", b.Len())
	require.Equal(t, http.StatusNoContent, patch(c, "duty-210106", up, 0, b.Bytes()).Status, "the same content of another person")
	var file struct{ ID string }
	c.OK("duty-210106", "POST", "/api/cases/"+id+"/uploads", map[string]any{"upload": filepath.Base(up)}, &file)
	a := c.Do("duty-210106", "GET", "/api/cases/"+id+"/files/"+file.ID+"/preview", nil)
	require.Equal(t, http.StatusOK, a.Status)
	small, err := jpeg.Decode(bytes.NewReader(a.Body))
	require.NoError(t, err)
	require.Equal(t, image.Pt(640, 320), small.Bounds().Size())
	var m struct {
		Kind          string
		Width, Height int
		At            *time.Time
	}
	c.OK("duty-210106", "GET", "/api/cases/"+id+"/files/"+file.ID+"/media", nil, &m)
	require.Equal(t, []any{"jpeg", 1000, 500}, []any{m.Kind, m.Width, m.Height})
	require.Nil(t, m.At)
}

// tusScript sends a file by tus-js-client, stops in the middle, and goes on in a second run with what the first noted.
const tusScript = `
const fs = require('fs'), tus = require(process.argv[2]), [endpoint, token, file, noted, stopAt] = process.argv.slice(3)
const up = new tus.Upload(fs.createReadStream(file), {
  endpoint, chunkSize: 700000, headers: {Authorization: 'Bearer ' + token}, metadata: {filename: '录像.mp4', filetype: 'video/mp4'},
  uploadUrl: fs.existsSync(noted) ? fs.readFileSync(noted, 'utf8') : null, uploadSize: fs.statSync(file).size, retryDelays: [0, 100],
  onError: e => { console.error(String(e)); process.exit(1) },
  onChunkComplete: (n, sent) => { fs.writeFileSync(noted, up.url); if (+stopAt && sent >= +stopAt) process.exit(3) },
  onSuccess: () => { fs.writeFileSync(noted, up.url); console.log('done'); process.exit(0) },
})
up.start()
`

// TestTusJSClient is the client that browsers use, where Node and the packages of the web client are installed.
func TestTusJSClient(t *testing.T) {
	lib, err := filepath.Abs(filepath.Join("..", "..", "web", "node_modules", "tus-js-client"))
	require.NoError(t, err)
	if _, err := os.Stat(lib); err != nil {
		t.Skip("tus-js-client is not installed: npm ci in web")
	}
	node, err := exec.LookPath("node")
	if err != nil {
		t.Skip("no node here")
	}
	c := citytest.New(t, citytest.Options{})
	dir := t.TempDir()
	content := film(5_000_000)
	script, file, noted := filepath.Join(dir, "send.cjs"), filepath.Join(dir, "film.mp4"), filepath.Join(dir, "noted")
	require.NoError(t, os.WriteFile(script, []byte(tusScript), 0o600))
	require.NoError(t, os.WriteFile(file, content, 0o600))
	run := func(stopAt string) (string, int) {
		cmd := exec.Command(node, script, lib, "http://"+c.HTTPAddr()+"/api/uploads", c.Token("field"), file, noted, stopAt)
		out, err := cmd.CombinedOutput()
		var exit *exec.ExitError
		if errors.As(err, &exit) {
			return string(out), exit.ExitCode()
		}
		require.NoError(t, err)
		return string(out), 0
	}
	out, code := run("2000000")
	require.Equal(t, 3, code, out)
	var half struct{ Items []struct{ Received int } }
	c.OK("field", "GET", "/api/uploads", nil, &half)
	require.Len(t, half.Items, 1)
	require.GreaterOrEqual(t, half.Items[0].Received, 2_000_000)
	out, code = run("0")
	require.Equal(t, 0, code, out)
	var items struct {
		Items []struct{ Name, Status, Type, Hash string }
	}
	a := c.Do("field", "GET", "/api/uploads", nil)
	require.NoError(t, json.Unmarshal(a.Body, &items))
	require.Len(t, items.Items, 1, "it went on and did not begin anew")
	require.Equal(t, []string{"录像.mp4", "stored", "video/mp4"}, []string{items.Items[0].Name, items.Items[0].Status, items.Items[0].Type})
	r, err := c.Blobs.Open(context.Background(), items.Items[0].Hash)
	require.NoError(t, err)
	defer r.Close()
	got, err := io.ReadAll(r)
	require.NoError(t, err)
	require.True(t, bytes.Equal(content, got))
	require.False(t, strings.Contains(out, "Error"))
}
