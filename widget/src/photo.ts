/** Longest side in pixels, and largest size in bytes, of a photo that is sent. */
const LONGEST = 1600;
const LARGEST = 1_000_000;

/** A photo ready to leave: drawn anew, so without what the camera wrote in the file (place, date, device). */
export interface Photo {
  jpeg: Blob;
  canvas: HTMLCanvasElement;
}

/** Reads an image file and makes a JPEG of at most 1600 pixels and 1 MB; raises when it cannot be read. */
export async function preparePhoto(file: File): Promise<Photo> {
  const image = await createImageBitmap(file);
  for (let longest = LONGEST; ; longest *= 0.8) {
    const canvas = document.createElement("canvas");
    const scale = Math.min(1, longest / Math.max(image.width, image.height));
    canvas.width = Math.ceil(image.width * scale);
    canvas.height = Math.ceil(image.height * scale);
    canvas.getContext("2d")!.drawImage(image, 0, 0, canvas.width, canvas.height);
    const jpeg = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, "image/jpeg", 0.8));
    if (jpeg!.size <= LARGEST) return { jpeg: jpeg!, canvas };
  }
}
