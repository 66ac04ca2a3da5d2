"""OpenCV StereoSGBM, mode HH, one thread: prints seconds of CPU of one run after one to warm up. Arguments: left, right (raw), width, height, disparities."""
import sys
import time

import cv2
import numpy as np

left, right, width, height, disparities = sys.argv[1:]
images = [np.fromfile(name, 'u1').reshape(int(height), int(width)) for name in (left, right)]
cv2.setNumThreads(1)
matcher = cv2.StereoSGBM_create(
    0, int(disparities), 5, P1=8 * 25, P2=32 * 25, disp12MaxDiff=1, mode=cv2.STEREO_SGBM_MODE_HH
)
for _ in range(2):
    start = time.process_time()
    matcher.compute(*images)
    seconds = time.process_time() - start
print(seconds)
