/** A sample of code that checks a signature with what the language itself has, or with its library of Standard Webhooks. */
export interface Sample { name: string, code: string }

// In each, `{p}` stands for the beginning of the headers' names. All compare in constant time and refuse what is older than
// five minutes.
const SAMPLES: readonly Sample[] = [
  {
    name: 'Node.js',
    code: `import { createHmac, timingSafeEqual } from 'node:crypto'

// body: the raw bytes of the request, before any parsing
export function verify (secret, headers, body) {
  const id = headers['{p}-id']
  const timestamp = headers['{p}-timestamp']
  if (Math.abs(Date.now() / 1000 - Number(timestamp)) > 300) return false
  const key = Buffer.from(secret.replace('whsec_', ''), 'base64')
  const expected = createHmac('sha256', key).update(\`\${id}.\${timestamp}.\`).update(body).digest()
  return headers['{p}-signature'].split(' ').some(one => {
    const given = Buffer.from(one.replace('v1,', ''), 'base64')
    return given.length === expected.length && timingSafeEqual(given, expected)
  })
}`
  },
  {
    name: 'Python',
    code: `import base64, hashlib, hmac, time

def verify(secret: str, headers, body: bytes) -> bool:
    id, timestamp = headers["{p}-id"], headers["{p}-timestamp"]
    if abs(time.time() - int(timestamp)) > 300:
        return False
    key = base64.b64decode(secret.removeprefix("whsec_"))
    signed = f"{id}.{timestamp}.".encode() + body
    expected = "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    return any(hmac.compare_digest(one, expected) for one in headers["{p}-signature"].split(" "))`
  },
  {
    name: 'Go',
    code: `import (
\t"crypto/hmac"
\t"crypto/sha256"
\t"encoding/base64"
\t"math"
\t"net/http"
\t"strconv"
\t"strings"
\t"time"
)

func verify(secret string, headers http.Header, body []byte) bool {
\tid, timestamp := headers.Get("{p}-id"), headers.Get("{p}-timestamp")
\tseconds, err := strconv.ParseInt(timestamp, 10, 64)
\tif err != nil || math.Abs(float64(time.Now().Unix()-seconds)) > 300 {
\t\treturn false
\t}
\tkey, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(secret, "whsec_"))
\tif err != nil {
\t\treturn false
\t}
\tmac := hmac.New(sha256.New, key)
\tmac.Write([]byte(id + "." + timestamp + "."))
\tmac.Write(body)
\texpected := "v1," + base64.StdEncoding.EncodeToString(mac.Sum(nil))
\tfor _, one := range strings.Split(headers.Get("{p}-signature"), " ") {
\t\tif hmac.Equal([]byte(one), []byte(expected)) {
\t\t\treturn true
\t\t}
\t}
\treturn false
}`
  },
  {
    name: 'Ruby',
    code: `require "base64"
require "openssl"

def verify(secret, headers, body)
  id, timestamp = headers["{p}-id"], headers["{p}-timestamp"]
  return false if (Time.now.to_i - timestamp.to_i).abs > 300
  key = Base64.decode64(secret.delete_prefix("whsec_"))
  digest = OpenSSL::HMAC.digest("SHA256", key, "#{id}.#{timestamp}.#{body}")
  expected = "v1," + Base64.strict_encode64(digest)
  headers["{p}-signature"].split(" ").any? do |one|
    one.bytesize == expected.bytesize && OpenSSL.fixed_length_secure_compare(one, expected)
  end
end`
  },
  {
    name: 'PHP',
    code: `function verify(string $secret, array $headers, string $body): bool {
    $id = $headers['{p}-id'];
    $timestamp = $headers['{p}-timestamp'];
    if (abs(time() - (int) $timestamp) > 300) return false;
    $key = base64_decode(preg_replace('/^whsec_/', '', $secret));
    $expected = 'v1,' . base64_encode(hash_hmac('sha256', "$id.$timestamp.$body", $key, true));
    foreach (explode(' ', $headers['{p}-signature']) as $one) {
        if (hash_equals($expected, $one)) return true;
    }
    return false;
}`
  },
  {
    name: 'Java',
    code: `static boolean verify(String secret, Map<String, String> headers, byte[] body) throws GeneralSecurityException {
  String id = headers.get("{p}-id"), timestamp = headers.get("{p}-timestamp");
  if (Math.abs(System.currentTimeMillis() / 1000 - Long.parseLong(timestamp)) > 300) return false;
  Mac mac = Mac.getInstance("HmacSHA256");
  mac.init(new SecretKeySpec(Base64.getDecoder().decode(secret.replaceFirst("^whsec_", "")), "HmacSHA256"));
  mac.update((id + "." + timestamp + ".").getBytes(StandardCharsets.UTF_8));
  byte[] expected = mac.doFinal(body);
  for (String one : headers.get("{p}-signature").split(" ")) {
    if (one.startsWith("v1,") && MessageDigest.isEqual(expected, Base64.getDecoder().decode(one.substring(3)))) return true;
  }
  return false;
}`
  },
  {
    name: 'Kotlin',
    code: `fun verify(secret: String, headers: Map<String, String>, body: ByteArray): Boolean {
    val id = headers.getValue("{p}-id")
    val timestamp = headers.getValue("{p}-timestamp")
    if (abs(System.currentTimeMillis() / 1000 - timestamp.toLong()) > 300) return false
    val mac = Mac.getInstance("HmacSHA256")
    mac.init(SecretKeySpec(Base64.getDecoder().decode(secret.removePrefix("whsec_")), "HmacSHA256"))
    mac.update("$id.$timestamp.".toByteArray())
    val expected = mac.doFinal(body)
    return headers.getValue("{p}-signature").split(" ").any {
        it.startsWith("v1,") && MessageDigest.isEqual(expected, Base64.getDecoder().decode(it.drop(3)))
    }
}`
  },
  {
    name: 'C#',
    code: `static bool Verify(string secret, IReadOnlyDictionary<string, string> headers, byte[] body)
{
    string id = headers["{p}-id"], timestamp = headers["{p}-timestamp"];
    if (Math.Abs(DateTimeOffset.UtcNow.ToUnixTimeSeconds() - long.Parse(timestamp)) > 300) return false;
    var key = Convert.FromBase64String(secret.StartsWith("whsec_") ? secret[6..] : secret);
    byte[] signed = [.. Encoding.UTF8.GetBytes($"{id}.{timestamp}."), .. body];
    var expected = HMACSHA256.HashData(key, signed);
    return headers["{p}-signature"].Split(' ').Any(one =>
        one.StartsWith("v1,") && CryptographicOperations.FixedTimeEquals(Convert.FromBase64String(one[3..]), expected));
}`
  },
  {
    name: 'Rust',
    code: `// base64 = "0.22", hmac = "0.12", sha2 = "0.10"
use base64::{engine::general_purpose::STANDARD, Engine};
use hmac::{Hmac, Mac};
use sha2::Sha256;

fn verify(secret: &str, id: &str, timestamp: &str, signatures: &str, body: &[u8]) -> Option<()> {
    // id, timestamp, signatures: the headers {p}-id, {p}-timestamp, {p}-signature
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).ok()?.as_secs() as i64;
    if (now - timestamp.parse::<i64>().ok()?).abs() > 300 {
        return None;
    }
    let key = STANDARD.decode(secret.trim_start_matches("whsec_")).ok()?;
    let mut mac = Hmac::<Sha256>::new_from_slice(&key).ok()?;
    mac.update(format!("{id}.{timestamp}.").as_bytes());
    mac.update(body);
    signatures
        .split(' ')
        .filter_map(|one| STANDARD.decode(one.strip_prefix("v1,")?).ok())
        .find(|given| mac.clone().verify_slice(given).is_ok())
        .map(|_| ())
}`
  }
]

/** The samples with the headers' names that begin so. */
export const samplesFor = (prefix: string): Sample[] => SAMPLES.map(({ name, code }) => ({ name, code: code.replaceAll('{p}', prefix) }))
